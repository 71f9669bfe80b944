package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record that goes to {@code <topic>.dlq}: key, value bytes and headers as they were, and headers that tell what
 * happened.
 */
public final class DeadLetters {

    private final Clock clock;

    public DeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes the dead letter of a record.
     *
     * @param reason what happened, as a sentence for people
     * @param cause the exception behind it, if there is one; its class is told
     * @param attempts how often the record was processed
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
     * Makes the dead letter of a record whose value its topic does not take.
     *
     * @param cause why it does not
     */
    public ProducerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
        Headers headers = headers(record, "its dead letter was too large for this topic with its value", cause, 1);
        put(headers, DeadLetterHeaders.OMITTED, record.serializedValueSize());
        return new ProducerRecord<>(EventCatalog.deadLetterTopic(record.topic()), null, record.key(), null, headers);
    }

    private Headers headers(
            ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause, int attempts) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        put(headers, DeadLetterHeaders.REASON, reason);
        put(
                headers,
                DeadLetterHeaders.CAUSE,
                cause == null ? "" : cause.getClass().getName());
        put(headers, DeadLetterHeaders.TOPIC, record.topic());
        put(headers, DeadLetterHeaders.PARTITION, record.partition());
        put(headers, DeadLetterHeaders.OFFSET, record.offset());
        put(headers, DeadLetterHeaders.TIME, clock.instant());
        put(headers, DeadLetterHeaders.ATTEMPTS, attempts);
        return headers;
    }

    private static void put(Headers headers, String name, Object value) {
        headers.remove(name);
        headers.add(name, Objects.toString(value).getBytes(UTF_8));
    }
}
