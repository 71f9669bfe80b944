package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.kafka.LogPosition;
import dev.sluice.kafka.PolledOffsets;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.tracing.RecordMdc;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jboss.logging.Logger;

/**
 * The writer of polled batches. It halves a part that PostgreSQL rejects until the records at fault are found. They go
 * to a {@link RejectedRecordSink}, and the rest is written. For one thread at a time, which blocks on the database.
 */
final class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);

    /** Events per transaction: half as many cost 10 % more time. See docs/adr/0011-projection.md. */
    private static final int PART = 2_000;

    private final ProjectedEvent.Decoder decoder;
    private final ProjectionTransaction transaction;
    private final RejectedRecordSink rejectedRecords;
    private final ProjectionMeters meters;

    BatchWriter(
            ProjectedEvent.Decoder decoder,
            ProjectionTransaction transaction,
            RejectedRecordSink rejectedRecords,
            ProjectionMeters meters) {
        this.decoder = decoder;
        this.transaction = transaction;
        this.rejectedRecords = rejectedRecords;
        this.meters = meters;
    }

    /** The receiver of records that PostgreSQL rejects. */
    interface RejectedRecordSink {

        /**
         * Takes a record. Blocks until it is stored.
         *
         * @throws RuntimeException if it is not stored; the batch is then written again
         */
        void send(ConsumerRecord<byte[], byte[]> record, String reason, Throwable cause);
    }

    /** The factory of writers. Each bean gets its own, because its writers share a decoder. */
    @Dependent
    static class Factory {

        private final Database database;
        private final ProjectionConfig config;
        private final List<Projector> projectors;
        private final ProjectedEvent.Decoder decoder;
        private final ProjectionMeters meters;

        Factory(
                Database database,
                ProjectionConfig config,
                @All List<Projector> projectors,
                ProjectedEvent.Decoder decoder,
                ProjectionMeters meters) {
            this.database = database;
            this.config = config;
            this.projectors = projectors;
            this.decoder = decoder;
            this.meters = meters;
        }

        /**
         * Creates a writer to the tables that queries read.
         *
         * @param positions the tables' positions
         * @param topicIds the ids of the topics that are read
         */
        BatchWriter ofLiveTables(
                Map<TopicPartition, LogPosition> positions,
                Map<String, Uuid> topicIds,
                RejectedRecordSink rejectedRecords) {
            return new BatchWriter(
                    decoder,
                    new ProjectionTransaction(
                            database.connections(),
                            null,
                            projectors,
                            positions,
                            topicIds,
                            config.maxTransactionTime(),
                            meters),
                    rejectedRecords,
                    meters);
        }

        /**
         * Creates a writer to empty {@link ShadowTables}. It drops rejected records: they are dead letters already.
         *
         * @param topicIds the ids of the topics that are read
         */
        BatchWriter ofShadowTables(Map<String, Uuid> topicIds) {
            return new BatchWriter(
                    decoder,
                    new ProjectionTransaction(
                            database.connections(),
                            ShadowTables.SCHEMA,
                            projectors,
                            Map.of(),
                            topicIds,
                            config.maxTransactionTime(),
                            meters),
                    (record, reason, cause) -> {},
                    meters);
        }
    }

    /**
     * Writes the new records of a batch in parts. The lanes are written concurrently, and the next part is decoded in
     * the meantime. The parts of one lane are written in order, and a partition has only one lane.
     *
     * @param statements executor that issues the statements; it may run them on the calling thread
     * @return the number of new records
     * @throws RuntimeException if a part is not written; the whole batch then has to be written again
     */
    int write(ConsumerRecords<byte[], byte[]> records, Executor statements) {
        Batch batch = new Batch(records, statements);
        Queue<Lane> lanes = new ArrayDeque<>();
        WriteLanes.of(records).forEach(lane -> lanes.add(new Lane(lane, Part.NONE)));
        int written = 0;
        try {
            while (!lanes.isEmpty()) {
                Lane lane = lanes.element();
                List<ProjectedEvent> next = decode(lane.records());
                written += finish(lane.part(), batch);
                lanes.remove();
                if (!next.isEmpty()) {
                    lanes.add(new Lane(lane.records(), begin(next, batch)));
                }
            }
            return written;
        } finally {
            // If one lane failed, wait for the others: no write may be in flight when the batch is written again.
            lanes.forEach(
                    lane -> lane.part().result().exceptionally(failure -> 0).join());
        }
    }

    private record Batch(ConsumerRecords<byte[], byte[]> records, Executor statements) {

        /** Returns the offset at which each partition continues after events. */
        Map<TopicPartition, Long> ends(List<ProjectedEvent> events) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            events.forEach(event ->
                    ends.merge(event.position().partition(), event.position().offset() + 1, Math::max));
            ends.replaceAll((partition, end) -> PolledOffsets.next(records, partition, end));
            return ends;
        }
    }

    private List<ProjectedEvent> decode(Iterator<ConsumerRecord<byte[], byte[]>> records) {
        List<ProjectedEvent> events = new ArrayList<>(PART);
        while (records.hasNext() && events.size() < PART) {
            events.add(decoder.decode(records.next()));
        }
        return events;
    }

    /** The remaining records of a lane, and its part that is being written. */
    private record Lane(Iterator<ConsumerRecord<byte[], byte[]>> records, Part part) {}

    /** Events that are being written in one transaction. */
    private record Part(List<ProjectedEvent> events, CompletableFuture<Integer> result) {
        static final Part NONE = new Part(List.of(), CompletableFuture.completedFuture(0));

        int await() {
            try {
                return result.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
            }
        }
    }

    private Part begin(List<ProjectedEvent> events, Batch batch) {
        return new Part(
                events,
                Uni.createFrom()
                        .deferred(() -> transaction.write(events, batch.ends(events)))
                        .runSubscriptionOn(batch.statements())
                        .subscribeAsCompletionStage());
    }

    private int finish(Part part, Batch batch) {
        try {
            return part.await();
        } catch (RuntimeException failure) {
            if (!DatabaseFailures.isOfRow(failure)) {
                throw failure;
            }
            if (part.events().size() == 1) {
                return reject(part.events().get(0), batch, failure);
            }
        }
        int middle = part.events().size() / 2;
        return finish(begin(part.events().subList(0, middle), batch), batch)
                + finish(begin(part.events().subList(middle, part.events().size()), batch), batch);
    }

    /** Writes a row without content, which records the position and the reason. */
    private int reject(ProjectedEvent event, Batch batch, Throwable failure) {
        String cause = DatabaseFailures.describe(failure);
        String reason = "the event cannot be projected: " + cause;
        ConsumerRecord<byte[], byte[]> record = record(event.position(), batch.records());
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf("Event %s cannot be projected: %s", event.position(), cause);
        }
        if (event.event() != null || event.json() != null) {
            rejectedRecords.send(record, reason, failure);
        }
        int written = begin(List.of(event.rejected(reason)), batch).await();
        meters.rejected();
        return written;
    }

    private static ConsumerRecord<byte[], byte[]> record(
            RecordPosition position, ConsumerRecords<byte[], byte[]> records) {
        return records.records(position.partition()).stream()
                .filter(record -> record.offset() == position.offset())
                .findAny()
                .orElseThrow();
    }
}
