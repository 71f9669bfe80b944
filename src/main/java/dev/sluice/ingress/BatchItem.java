package dev.sluice.ingress;

import dev.sluice.event.EventType;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event of a request after it has been read and validated. */
public sealed interface BatchItem {

    /** A valid event. */
    record Ready(EventType type, UUID id, Valid event, EventContext context) implements BatchItem {

        /** Creates an event without a context of its own. */
        public Ready(EventType type, UUID id, Valid event) {
            this(type, id, event, EventContext.NONE);
        }

        /** Returns the size of key, value and the headers of the context together in bytes. */
        public int size() {
            return event.size() + context.size();
        }
    }

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

    /** The size in bytes of a problem, and of each error in it, as objects. */
    int PROBLEM_SIZE = 1024;

    int ERROR_SIZE = 128;

    /**
     * Acquires the memory that the item takes in addition to its part of the body: its problem, if it is refused.
     *
     * @throws HttpProblem if the memory is used up
     */
    default void acquire(BodyBudget.Reservation memory) {
        if (this instanceof Refused refused) {
            long errors = PublishProblem.errors(refused.problem()).size();
            if (!memory.tryAcquire(PROBLEM_SIZE + errors * ERROR_SIZE)) {
                throw RequestProblem.OVERLOADED.with("Too many invalid events are in memory; nothing was written."
                        + " Correct the events of this request, or send fewer together");
            }
        }
    }

    /** Returns the key of the event, or null if it is unknown. */
    default byte @Nullable [] key() {
        return this instanceof Ready ready ? ready.event().key() : ((Refused) this).key;
    }
}
