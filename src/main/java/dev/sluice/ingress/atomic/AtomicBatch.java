package dev.sluice.ingress.atomic;

import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.json.ValidationError;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayList;
import java.util.List;

/** The check that a batch can be published as a whole. */
final class AtomicBatch {

    private AtomicBatch() {}

    /**
     * Returns the events of a batch.
     *
     * @throws HttpProblem if any item is refused, with the errors of all refused items and pointers into the batch
     */
    static List<BatchItem.Ready> requireReady(List<BatchItem> items) {
        List<BatchItem.Ready> ready = new ArrayList<>(items.size());
        List<HttpProblem> problems = new ArrayList<>(0);
        List<ValidationError> errors = new ArrayList<>(0);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof BatchItem.Ready event) {
                ready.add(event);
            } else if (items.get(i) instanceof BatchItem.Refused refused) {
                problems.add(refused.problem());
                errors.addAll(errors("/" + i + refused.pointer(), refused.problem()));
            }
        }
        if (!problems.isEmpty()) {
            throw PublishProblem.refusedBatch(problems, errors);
        }
        return ready;
    }

    private static List<ValidationError> errors(String pointer, HttpProblem problem) {
        List<ValidationError> errors = PublishProblem.errors(problem);
        return errors.isEmpty()
                ? List.of(new ValidationError(pointer, String.valueOf(problem.getTitle())))
                : errors.stream()
                        .map(error -> new ValidationError(pointer + error.pointer(), error.detail()))
                        .toList();
    }
}
