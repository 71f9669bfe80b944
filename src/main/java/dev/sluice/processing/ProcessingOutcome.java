package dev.sluice.processing;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The outcome of one attempt to process a record. */
sealed interface ProcessingOutcome {

    /** The event type, in metrics, of a record whose type is not in the catalogue. */
    String UNKNOWN_TYPE = "unknown";

    /** The record is done. Its offset and its output are committed in one transaction. */
    sealed interface Completed extends ProcessingOutcome {

        /** Returns the event type's name, for metrics; {@link #UNKNOWN_TYPE} if the type is not in the catalogue. */
        String type();

        /** Returns the record's output: the records to publish in the transaction that commits its offset. */
        List<ProducerRecord<byte[], byte[]>> records();
    }

    /** The event's handler returned the resulting events. */
    record Handled(String type, List<ProducerRecord<byte[], byte[]>> records) implements Completed {}

    /** No handler exists for the record's type. */
    record Skipped(String type) implements Completed {
        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            return List.of();
        }
    }

    /** The record cannot be processed and goes to the dead-letter topic. */
    record DeadLettered(String type, ProducerRecord<byte[], byte[]> deadLetter) implements Completed {
        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            return List.of(deadLetter);
        }
    }

    /** HTTP handlers have not answered yet. The record is processed again once they have. */
    record Pending() implements ProcessingOutcome {}

    /** The attempt failed. {@link FailurePolicy} decides whether another one follows. */
    record Failed(Throwable cause) implements ProcessingOutcome {}
}
