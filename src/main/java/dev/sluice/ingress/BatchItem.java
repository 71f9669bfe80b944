package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.UUID;

/** One of the events of a batch, as it was read. */
sealed interface BatchItem {

    record Ready(EventType type, UUID id, Valid event) implements BatchItem {}

    /**
     * An event that is not written.
     *
     * @param place where in the item the problem's pointers start, a JSON Pointer itself
     */
    record Refused(HttpProblem problem, String place) implements BatchItem {}
}
