package dev.sluice.ingress;

import dev.sluice.schema.json.Fault;
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
        List<Fault> faults = new ArrayList<>(0);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof BatchItem.Ready event) {
                ready.add(event);
            } else if (items.get(i) instanceof BatchItem.Refused refused) {
                problems.add(refused.problem());
                faults.addAll(faults("/" + i + refused.place(), refused.problem()));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.refused(problems, faults);
        }
        return ready;
    }

    private static List<Fault> faults(String pointer, HttpProblem problem) {
        List<Fault> own = Problem.faults(problem);
        return own.isEmpty()
                ? List.of(new Fault(pointer, String.valueOf(problem.getTitle())))
                : own.stream()
                        .map(fault -> new Fault(pointer + fault.pointer(), fault.detail()))
                        .toList();
    }
}
