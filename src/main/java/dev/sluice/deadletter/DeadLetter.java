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
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a dead-letter topic, and what its headers tell: those of Sluice and of SmallRye ({@code dead-letter-*}), or
 * those of Spring ({@code kafka_dlt-*}, its {@code KafkaHeaders}). Anybody may have written them: a header that is not as it
 * should be counts as absent.
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record) {

    static final String SPRING_PREFIX = "kafka_dlt-";

    /** SmallRye has the class there, and a sentence in the header where Sluice has the class. */
    private static final String SMALLRYE_EXCEPTION = DeadLetterHeaders.PREFIX + "exception-class-name";

    RecordPosition place() {
        return RecordPosition.of(record);
    }

    /** When it was written, in milliseconds. */
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

    /** The topic that it came from. */
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

    /** When it was given up; of Spring's, when the record was written that was given up. */
    @Nullable
    Instant originalTime() {
        String time = text(DeadLetterHeaders.TIME);
        Long millis = number(SPRING_PREFIX + "original-timestamp");
        try {
            return time != null ? Instant.parse(time) : millis != null ? Instant.ofEpochMilli(millis) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Nullable
    String reason() {
        return first(DeadLetterHeaders.REASON, SPRING_PREFIX + "exception-message");
    }

    /** The class of the exception behind it. */
    @Nullable
    String cause() {
        return first(SMALLRYE_EXCEPTION, DeadLetterHeaders.CAUSE, SPRING_PREFIX + "exception-fqcn");
    }

    /** The consumer group that gave it up, if that is another than the one that processes. */
    @Nullable
    String group() {
        return text(DeadLetterHeaders.GROUP);
    }

    @Nullable
    Long attempts() {
        return number(DeadLetterHeaders.ATTEMPTS);
    }

    /** The size of the value that it is without, or null if it has what it had. */
    @Nullable
    Long omittedBytes() {
        return number(DeadLetterHeaders.OMITTED);
    }

    /** How often its event was redriven before it became this letter. */
    long redrives() {
        Long count = number(DeadLetterHeaders.REDRIVES);
        return count == null ? 0 : Math.max(0, count);
    }

    /** Of key and value, in bytes. */
    int size() {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    List<Header> headers() {
        return Arrays.asList(record.headers().toArray());
    }

    /** The headers that the record had before it became a dead letter. */
    Headers originalHeaders() {
        Headers original = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)
                    && !header.key().startsWith(SPRING_PREFIX)) {
                original.add(header);
            }
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
        // Spring writes the bytes of an int or a long: it has no header that is a number as text.
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
