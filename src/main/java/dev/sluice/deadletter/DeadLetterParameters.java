package dev.sluice.deadletter;

import dev.sluice.http.Parameters;
import dev.sluice.kafka.RecordPosition;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The parameters of a dead-letter request. */
final class DeadLetterParameters extends Parameters {

    static final String TOPIC = "Dead-letter topic";
    static final String PARTITION = "Partition of the dead-letter topic";
    static final String OFFSET = "Offset in the dead-letter topic";
    static final String EITHER_TOPIC = "Dead-letter topic, or original topic of the dead letters";
    static final String TYPE = "Event type";
    static final String REASON = "Part of the reason or of the exception's class name, case-insensitive";
    static final String FROM = "Earliest instant at which an event was dead-lettered, inclusive";
    static final String TO = "Latest instant at which an event was dead-lettered, inclusive";

    /** The end of Kafka's timestamps: milliseconds since 1970 in a long. */
    private static final Instant MAX_TIMESTAMP = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000);

    DeadLetterParameters(RoutingContext request) {
        super(request);
    }

    DeadLetterFilter filter(
            @Nullable String topic,
            @Nullable String type,
            @Nullable String reason,
            @Nullable String from,
            @Nullable String to,
            @Nullable String state) {
        return new DeadLetterFilter(
                topic,
                type,
                reason,
                instant("from", from, Instant.EPOCH, MAX_TIMESTAMP),
                instant("to", to, Instant.EPOCH, MAX_TIMESTAMP),
                parse("state", state, DeadLetter.State::parse, "must be open, redriven or discarded"));
    }

    /** Returns the position after which a page starts; null for the first page, or if the parameter is invalid. */
    @Nullable
    RecordPosition cursor(@Nullable String text) {
        return parse("after", text, RecordPosition::parse, "must be the value of next from an earlier page");
    }

    /** Returns the position of a dead letter; null if a part of it is invalid. */
    @Nullable
    RecordPosition position(String topic, String partition, String offset) {
        return parse(
                "topic, partition, offset",
                topic + "-" + partition + "-" + offset,
                RecordPosition::parse,
                "must be a topic name, a partition and an offset, such as /parcels.dlq/2/17");
    }
}
