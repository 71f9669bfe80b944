package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;

/**
 * An event that other events result from. The ids of the resulting events are derived from it, and are the same whenever it is
 * processed, at whichever position of the log: consumers drop duplicates by them.
 */
public final class Cause {

    private final UUID id;
    private final UUID nameSpace;

    /**
     * Creates a cause.
     *
     * @param id the event's id. A client that publishes several events may give all of them the same one
     * @param scope the scope in which the id identifies the event: the name of its type
     */
    public Cause(UUID id, String scope) {
        this.id = id;
        this.nameSpace = EventIds.derived(id, scope);
    }

    /**
     * Reads the event of a record. Its scope is the type in the record's header, or the topic if it has none: a redriven event
     * returns to its topic, at another offset.
     */
    public static Cause of(Headers headers, String topic, int partition, long offset) {
        return new Cause(
                EventHeaders.id(headers, topic, partition, offset),
                Objects.requireNonNullElse(EventHeaders.text(headers, EventHeaders.TYPE), topic));
    }

    /** Returns the id of this event, the {@code causation-id} of resulting events. */
    public UUID id() {
        return id;
    }

    /**
     * Returns the id of a resulting event.
     *
     * @param name a name that is unique among the events that result from this one
     */
    public UUID resultId(String name) {
        return EventIds.derived(nameSpace, name);
    }

    /**
     * Returns the id of a resulting event, for results that only their content distinguishes.
     *
     * @param name a name of the resulting events that may have equal content, such as their type
     * @param content the event in Avro's binary encoding, without a schema id, which differs between registries
     */
    public UUID resultId(String name, byte[] content) {
        return EventIds.derived(resultId(name), content);
    }

    /** Adds the header of a resulting event that names this one. */
    public void addTo(Headers headers) {
        headers.add(EventHeaders.CAUSATION_ID, id.toString().getBytes(UTF_8));
    }
}
