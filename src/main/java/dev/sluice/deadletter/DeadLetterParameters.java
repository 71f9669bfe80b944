package dev.sluice.deadletter;

import dev.sluice.http.Parameters;
import dev.sluice.kafka.RecordPosition;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request for dead letters. */
final class DeadLetterParameters extends Parameters {

    static final String TOPIC = "The dead-letter topic";
    static final String PARTITION = "The partition of the dead-letter topic";
    static final String OFFSET = "The offset in the dead-letter topic";
    static final String EITHER_TOPIC = "The dead-letter topic, or the topic that letters came from";
    static final String TYPE = "The event type";
    static final String REASON = "A part of the reason, or of the name of the exception";
    static final String FROM = "The earliest instant at which they became dead letters";
    static final String TO = "The latest instant at which they became dead letters";

    /** In place of an invalid position, until the request is refused. */
    private static final RecordPosition NOWHERE = new RecordPosition(new TopicPartition("", 0), 0);
    /** Kafka counts milliseconds from 1970 in a long. */
    private static final Instant KAFKAS_END = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000);

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
                instant("from", from, Instant.EPOCH, KAFKAS_END),
                instant("to", to, Instant.EPOCH, KAFKAS_END),
                parse("state", state, DeadLetterState::parse, "must be open, redriven or discarded"));
    }

    @Nullable
    RecordPosition cursor(@Nullable String text) {
        return parse("after", text, RecordPosition::parse, "must be what a page before gave as next");
    }

    String required(String name, @Nullable String text) {
        if (text == null) {
            addError(name, "is required");
        }
        return Objects.requireNonNullElse(text, "");
    }

    RecordPosition place(String topic, String partition, String offset) {
        RecordPosition place = parse(
                "topic, partition, offset",
                topic + "-" + partition + "-" + offset,
                RecordPosition::parse,
                "must be a topic's name and two whole numbers");
        return Objects.requireNonNullElse(place, NOWHERE);
    }
}
