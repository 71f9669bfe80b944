package dev.sluice.ingress;

import dev.sluice.json.ValidationError;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayList;
import java.util.List;

/** The events of a batch that is published as a whole or refused as a whole. */
final class AtomicBatch {

    private AtomicBatch() {}

    /**
     * The events, if none of them is refused.
     *
     * @throws HttpProblem naming all that is wrong with all of them, by pointers into the batch
     */
    static List<BatchItem.Ready> require(List<BatchItem> items) {
        List<BatchItem.Ready> ready = new ArrayList<>(items.size());
        List<HttpProblem> problems = new ArrayList<>(0);
        List<ValidationError> faults = new ArrayList<>(0);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof BatchItem.Ready event) {
                ready.add(event);
            } else if (items.get(i) instanceof BatchItem.Refused refused) {
                problems.add(refused.problem());
                faults.addAll(faults("/" + i + refused.place(), refused.problem()));
            }
        }
        if (!problems.isEmpty()) {
            throw PublishProblem.refused(problems, faults);
        }
        return ready;
    }

    private static List<ValidationError> faults(String pointer, HttpProblem problem) {
        List<ValidationError> own = PublishProblem.faults(problem);
        return own.isEmpty()
                ? List.of(new ValidationError(pointer, String.valueOf(problem.getTitle())))
                : own.stream()
                        .map(fault -> new ValidationError(pointer + fault.pointer(), fault.detail()))
                        .toList();
    }
}
