package dev.sluice.processing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventCatalog;
import java.time.Clock;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the record that goes to {@code <topic>.dlq}: key, value bytes and headers as they were, and headers that tell what
 * happened, all UTF-8 text. Their names are those that SmallRye uses, and a few more.
 */
final class DeadLetters {

    static final String REASON = "dead-letter-reason";
    static final String CAUSE = "dead-letter-cause";
    static final String TOPIC = "dead-letter-topic";
    static final String PARTITION = "dead-letter-partition";
    static final String OFFSET = "dead-letter-offset";
    static final String TIME = "dead-letter-time";
    static final String ATTEMPTS = "dead-letter-attempts";

    private final Clock clock;

    DeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes the dead letter of a record.
     *
     * @param reason what happened, as a sentence for people
     * @param cause the exception behind it, if there is one; its class is told
     * @param attempts how often the record was processed
     */
    ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, String reason, @Nullable Throwable cause, int attempts) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        put(headers, REASON, reason);
        put(headers, CAUSE, cause == null ? "" : cause.getClass().getName());
        put(headers, TOPIC, record.topic());
        put(headers, PARTITION, record.partition());
        put(headers, OFFSET, record.offset());
        put(headers, TIME, clock.instant());
        put(headers, ATTEMPTS, attempts);
        return new ProducerRecord<>(
                EventCatalog.deadLetterTopic(record.topic()), null, record.key(), record.value(), headers);
    }

    private static void put(Headers headers, String name, Object value) {
        headers.remove(name);
        headers.add(name, Objects.toString(value).getBytes(UTF_8));
    }
}
