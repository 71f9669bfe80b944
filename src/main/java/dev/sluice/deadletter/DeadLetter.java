package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetterHeaders;
import dev.sluice.event.EventHeaders;
import dev.sluice.kafka.RecordPosition;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a dead-letter topic.
 *
 * <p>Its headers are those of Sluice and SmallRye ({@code dead-letter-*}) or those of Spring's {@code KafkaHeaders}
 * ({@code kafka_dlt-*}). Any client may have written them, so a malformed header counts as absent.
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record) {

    private static final String SPRING_PREFIX = "kafka_dlt-";

    /**
     * SmallRye's header for the exception's class. Its {@code dead-letter-cause} is a message, where Sluice has the
     * class.
     */
    private static final String SMALLRYE_EXCEPTION = DeadLetterHeaders.PREFIX + "exception-class-name";

    /** The state of a dead letter. A resolution is final. */
    enum State {
        /** It has no resolution. */
        OPEN,
        /** Its event was sent to the original topic again. */
        REDRIVEN,
        /** An operator decided not to redrive it. */
        DISCARDED;

        /** Returns the name of the state in the REST API. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> parse(String text) {
            return Arrays.stream(values())
                    .filter(state -> state.text().equals(text))
                    .findFirst();
        }
    }

    RecordPosition position() {
        return RecordPosition.of(record);
    }

    /** Returns the timestamp of the record in the dead-letter topic, in milliseconds since 1970. */
    long time() {
        return record.timestamp();
    }

    byte @Nullable [] key() {
        return record.key();
    }

    byte @Nullable [] value() {
        return record.value();
    }

    @Nullable
    String type() {
        return EventHeaders.text(record.headers(), EventHeaders.TYPE);
    }

    /** Returns the topic that the record was consumed from. */
    @Nullable
    String originalTopic() {
        return first(DeadLetterHeaders.TOPIC, SPRING_PREFIX + "original-topic");
    }

    @Nullable
    Long originalPartition() {
        return number(DeadLetterHeaders.PARTITION, SPRING_PREFIX + "original-partition");
    }

    @Nullable
    Long originalOffset() {
        return number(DeadLetterHeaders.OFFSET, SPRING_PREFIX + "original-offset");
    }

    /** Returns the timestamp of the record that was dead-lettered. */
    @Nullable
    Instant originalTime() {
        Instant time = instant(DeadLetterHeaders.ORIGINAL_TIME);
        Long millis = number(SPRING_PREFIX + "original-timestamp");
        return time != null || millis == null ? time : Instant.ofEpochMilli(millis);
    }

    /** Returns the time at which the record was given up. */
    @Nullable
    Instant gaveUp() {
        return instant(DeadLetterHeaders.TIME);
    }

    @Nullable
    String reason() {
        return first(DeadLetterHeaders.REASON, SPRING_PREFIX + "exception-message");
    }

    /** Returns the class name of the exception that caused the dead letter. */
    @Nullable
    String cause() {
        return first(SMALLRYE_EXCEPTION, DeadLetterHeaders.CAUSE, SPRING_PREFIX + "exception-fqcn");
    }

    /** Returns the consumer group that rejected the record; null if processing did. */
    @Nullable
    String group() {
        return text(DeadLetterHeaders.GROUP);
    }

    @Nullable
    Long attempts() {
        return number(DeadLetterHeaders.ATTEMPTS);
    }

    /**
     * Returns the size in bytes of the value that was too large for the dead-letter topic; null if no value was
     * omitted.
     */
    @Nullable
    Long omittedBytes() {
        return number(DeadLetterHeaders.OMITTED);
    }

    /** Returns the number of times that the event was redriven before it became this dead letter. */
    long redrives() {
        Long count = number(DeadLetterHeaders.REDRIVES);
        return count == null ? 0 : Math.max(0, count);
    }

    /** Returns the size of key and value in bytes. */
    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    List<Header> headers() {
        return Arrays.asList(record.headers().toArray());
    }

    /**
     * Returns the headers that the record had before it was dead-lettered. If it had no event id, they contain the one that is
     * derived from its position, so that its copy at another position is the same event.
     */
    Headers originalHeaders() {
        Headers original = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)
                    && !header.key().startsWith(SPRING_PREFIX)) {
                original.add(header);
            }
        }
        String topic = originalTopic();
        Long partition = originalPartition();
        Long offset = originalOffset();
        if (EventHeaders.text(original, EventHeaders.ID) == null
                && topic != null
                && partition != null
                && offset != null) {
            UUID id = EventHeaders.id(original, topic, partition.intValue(), offset);
            original.add(EventHeaders.ID, id.toString().getBytes(UTF_8));
        }
        return original;
    }

    private @Nullable String first(String... names) {
        return Arrays.stream(names)
                .map(this::text)
                .filter(Objects::nonNull)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private @Nullable String text(String name) {
        return EventHeaders.text(record.headers(), name);
    }

    private @Nullable Instant instant(String name) {
        String text = text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private @Nullable Long number(String... names) {
        return Arrays.stream(names)
                .map(this::number)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Long number(String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            return null;
        }
        byte[] value = header.value();
        // Spring encodes numbers as the bytes of an int or a long, never as text.
        if (name.startsWith(SPRING_PREFIX)) {
            return value.length == Integer.BYTES || value.length == Long.BYTES
                    ? new BigInteger(value).longValue()
                    : null;
        }
        try {
            return Long.valueOf(new String(value, UTF_8));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
