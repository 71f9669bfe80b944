package dev.sluice.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetterHeaders;
import dev.sluice.event.DeadLetters;
import dev.sluice.kafka.PendingSends;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends records that are not projected to their dead-letter topic. For one thread at a time. */
final class DeadLetterSender implements RejectedRecordSink, AutoCloseable {

    private final DeadLetters deadLetters;
    private final String group;
    private final Supplier<Producer<byte[], byte[]>> connection;
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * @param group the consumer group that gives records up
     * @param connection asked once, with the first dead letter
     */
    DeadLetterSender(DeadLetters deadLetters, String group, Supplier<Producer<byte[], byte[]>> connection) {
        this.deadLetters = deadLetters;
        this.group = group;
        this.connection = connection;
    }

    /**
     * Sends a record, and waits until Kafka has it.
     *
     * @throws KafkaException if it has not, or nobody knows
     */
    @Override
    public void send(ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause) {
        try {
            write(deadLetters.of(record, reason, cause, 1));
        } catch (KafkaException e) {
            if (!PendingSends.isTooLarge(e)) {
                throw e;
            }
            write(deadLetters.withoutValue(record, e));
        }
    }

    private void write(ProducerRecord<byte[], byte[]> letter) {
        if (producer == null) {
            producer = connection.get();
        }
        letter.headers().add(DeadLetterHeaders.GROUP, group.getBytes(UTF_8));
        try {
            producer.send(letter).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
        }
    }
}
