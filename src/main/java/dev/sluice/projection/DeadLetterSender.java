package dev.sluice.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetterHeaders;
import dev.sluice.event.DeadLetters;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.SendFailure;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The sender of rejected records to their dead-letter topic. For one thread at a time, which blocks. */
@Singleton
class DeadLetterSender implements BatchWriter.RejectedRecordSink, AutoCloseable {

    private final KafkaClients kafka;
    private final Map<String, String> settings;
    private final String group;
    private final DeadLetters deadLetters;
    /** Created for the first dead letter: most processes never send one. */
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetterSender(
            KafkaClients kafka,
            ProjectionConfig config,
            @ConfigProperty(name = ProjectionChannel.GROUP_ID) String group,
            Clock clock) {
        this.kafka = kafka;
        this.settings = config.producer();
        this.group = group;
        this.deadLetters = new DeadLetters(clock);
    }

    /**
     * Sends a record and waits for Kafka's acknowledgement.
     *
     * @throws KafkaException if the record is not acknowledged
     */
    @Override
    public void send(ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause) {
        try {
            send(deadLetters.of(record, reason, cause, 1));
        } catch (KafkaException e) {
            if (SendFailure.of(e) != SendFailure.TOO_LARGE) {
                throw e;
            }
            send(deadLetters.withoutValue(record, e));
        }
    }

    private void send(ProducerRecord<byte[], byte[]> deadLetter) {
        if (producer == null) {
            producer = kafka.producer(settings);
        }
        deadLetter.headers().add(DeadLetterHeaders.GROUP, group.getBytes(UTF_8));
        try {
            producer.send(deadLetter).get();
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
