package dev.sluice.projection;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Writes batches, whatever is in them. A batch that the database refuses is cut in half, down to the records that are why:
 * these are told of, as dead letters mostly, and the rest is written. For one thread at a time, which waits for the database.
 */
final class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);

    private final ProjectionTransaction transaction;
    private final Refusals refusals;

    BatchWriter(ProjectionTransaction transaction, Refusals refusals) {
        this.transaction = transaction;
        this.refusals = refusals;
    }

    /**
     * Writes what is new of a batch.
     *
     * @param events of all the records, in their order
     * @return how many were new
     * @throws RuntimeException if not all of it is written, and it has to come again
     */
    int write(List<ProjectedEvent> events, ConsumerRecords<byte[], byte[]> records) {
        try {
            return transaction.write(events).await().indefinitely();
        } catch (RuntimeException e) {
            if (!DatabaseFailures.isOfRow(e)) {
                throw e;
            }
            if (events.size() == 1) {
                return refuse(events.get(0), records, e);
            }
        }
        int middle = events.size() / 2;
        return write(events.subList(0, middle), records) + write(events.subList(middle, events.size()), records);
    }

    /** Its place in the log is kept, so that it is known to have come. */
    private int refuse(ProjectedEvent event, ConsumerRecords<byte[], byte[]> records, RuntimeException failure) {
        String reason = "the projection refuses it: " + DatabaseFailures.describe(failure);
        LOG.warnf("%s: %s", event.position(), reason);
        if (event.event() != null || event.json() != null) {
            refusals.send(record(event.position(), records), reason, failure);
        }
        return transaction.write(List.of(event.refused(reason))).await().indefinitely();
    }

    private static ConsumerRecord<byte[], byte[]> record(
            LogPosition position, ConsumerRecords<byte[], byte[]> records) {
        return records.records(new TopicPartition(position.topic(), position.partition())).stream()
                .filter(record -> record.offset() == position.offset())
                .findAny()
                .orElseThrow();
    }
}
