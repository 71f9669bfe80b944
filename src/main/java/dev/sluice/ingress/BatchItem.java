package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.UUID;

/** An event of a batch or a stream after it has been read and validated. */
public sealed interface BatchItem {

    /** A valid event. */
    record Ready(EventType type, UUID id, Valid event) implements BatchItem {}

    /**
     * An event that is not published.
     *
     * @param pointer a JSON Pointer into the item, to which the pointers of the problem are relative
     */
    record Refused(HttpProblem problem, String pointer) implements BatchItem {}
}
