package dev.sluice.processing;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What became of one record. */
sealed interface ProcessingOutcome {

    /** The event type's name, for metrics; of a record whose type is not in the catalogue, {@link #UNKNOWN_TYPE}. */
    String type();

    /** What is to be published in the transaction that commits the record's offset. */
    List<ProducerRecord<byte[], byte[]>> records();

    String UNKNOWN_TYPE = "unknown";

    /** Its handler was called. */
    record Handled(String type, List<ProducerRecord<byte[], byte[]>> records) implements ProcessingOutcome {}

    /** It is of a type that nothing here reacts to. */
    record PassedOver(String type) implements ProcessingOutcome {
        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            return List.of();
        }
    }

    /** No attempt will handle it with success. */
    record DeadLettered(String type, ProducerRecord<byte[], byte[]> deadLetter) implements ProcessingOutcome {
        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            return List.of(deadLetter);
        }
    }
}
