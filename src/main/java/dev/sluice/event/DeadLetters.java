package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Creates the records of {@code <topic>.dlq}: the original key, value and headers, plus {@link DeadLetterHeaders}. Headers of an
 * earlier dead letter, which a tool may have copied back to the topic, are replaced as a whole.
 */
public final class DeadLetters {

    private final Clock clock;

    public DeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Creates the dead letter of a record.
     *
     * @param reason the reason as readable text
     * @param cause the causing exception, if any; only its class name is stored
     * @param attempts number of attempts to process the record
     */
    public ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause, int attempts) {
        return new ProducerRecord<>(
                EventCatalog.deadLetterTopic(record.topic()),
                null,
                record.key(),
                record.value(),
                headers(record, reason, cause, attempts));
    }

    /**
     * Creates the dead letter of a record whose value exceeds the limit of the dead-letter topic.
     *
     * @param cause the failure to publish the dead letter with the value
     */
    public ProducerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        Headers headers =
                headers(record, "the value was omitted: the dead letter was too large for this topic", cause, 1);
        put(headers, DeadLetterHeaders.OMITTED, record.serializedValueSize());
        return new ProducerRecord<>(EventCatalog.deadLetterTopic(record.topic()), null, record.key(), null, headers);
    }

    private Headers headers(
            ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause, int attempts) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetterHeaders.PREFIX)) {
                headers.add(header);
            }
        }
        put(headers, DeadLetterHeaders.REASON, reason);
        put(
                headers,
                DeadLetterHeaders.CAUSE,
                cause == null ? "" : cause.getClass().getName());
        put(headers, DeadLetterHeaders.TOPIC, record.topic());
        put(headers, DeadLetterHeaders.PARTITION, record.partition());
        put(headers, DeadLetterHeaders.OFFSET, record.offset());
        if (record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE) {
            put(headers, DeadLetterHeaders.ORIGINAL_TIME, Instant.ofEpochMilli(record.timestamp()));
        }
        put(headers, DeadLetterHeaders.TIME, clock.instant());
        put(headers, DeadLetterHeaders.ATTEMPTS, attempts);
        return headers;
    }

    private static void put(Headers headers, String name, Object value) {
        headers.add(name, Objects.toString(value).getBytes(UTF_8));
    }
}
