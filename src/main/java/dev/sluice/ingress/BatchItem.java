package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event of a batch or a stream after it has been read and validated. */
public sealed interface BatchItem {

    /** A valid event. */
    record Ready(EventType type, UUID id, Valid event) implements BatchItem {}

    /**
     * An event that is not published.
     *
     * @param pointer a JSON Pointer into the item, to which the pointers of the problem are relative
     * @param key the key of an event that is valid, else null
     */
    record Refused(HttpProblem problem, String pointer, byte @Nullable [] key) implements BatchItem {

        /** Creates an item without a key. */
        public Refused(HttpProblem problem, String pointer) {
            this(problem, pointer, null);
        }
    }

    /** Returns the key of the event, or null if it is unknown. */
    default byte @Nullable [] key() {
        return this instanceof Ready ready ? ready.event().key() : ((Refused) this).key;
    }
}
