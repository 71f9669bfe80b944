package dev.sluice.projection;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.tracing.RecordMdc;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Writes batches, whatever is in them. A part that the database refuses is cut in half, down to the records that are why:
 * these are told of, as dead letters mostly, and the rest is written. For one thread at a time, which waits for the database.
 */
final class BatchWriter {

    private static final Logger LOG = Logger.getLogger(BatchWriter.class);

    /** Events of a transaction. Half as many cost a tenth more. */
    private static final int PART = 2_000;

    private final EventDecoder decoder;
    private final ProjectionTransaction transaction;
    private final RejectedRecordSink refusals;
    private final ProjectionMeters meters;

    BatchWriter(
            EventDecoder decoder,
            ProjectionTransaction transaction,
            RejectedRecordSink refusals,
            ProjectionMeters meters) {
        this.decoder = decoder;
        this.transaction = transaction;
        this.refusals = refusals;
        this.meters = meters;
    }

    /**
     * Writes what is new of a batch, in parts. Several lanes are written at a time, and while they are, the next part is
     * decoded; the parts of a lane come one after the other, and all of a partition are in one.
     *
     * @param statements what issues them, which the caller's thread may
     * @return how many were new
     * @throws RuntimeException if not all of it is written, and it has to come again
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
            // If one fails, the others are waited for: nothing of a batch is on its way when it comes again.
            lanes.forEach(
                    lane -> lane.part().result().exceptionally(failure -> 0).join());
        }
    }

    private record Batch(ConsumerRecords<byte[], byte[]> records, Executor statements) {}

    private List<ProjectedEvent> decode(Iterator<ConsumerRecord<byte[], byte[]>> records) {
        List<ProjectedEvent> events = new ArrayList<>(PART);
        while (records.hasNext() && events.size() < PART) {
            events.add(decoder.decode(records.next()));
        }
        return events;
    }

    /** What is left of a lane, and what is being written of it. */
    private record Lane(Iterator<ConsumerRecord<byte[], byte[]>> records, Part part) {}

    /** Events that are being written. */
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
                        .deferred(() -> transaction.write(events))
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
                return refuse(part.events().get(0), batch, failure);
            }
        }
        int middle = part.events().size() / 2;
        return finish(begin(part.events().subList(0, middle), batch), batch)
                + finish(begin(part.events().subList(middle, part.events().size()), batch), batch);
    }

    /** Its place in the log is kept, so that it is known to have come. */
    private int refuse(ProjectedEvent event, Batch batch, Throwable failure) {
        String reason = "the projection refuses it: " + DatabaseFailures.describe(failure);
        ConsumerRecord<byte[], byte[]> record = record(event.position(), batch.records());
        try (RecordMdc fields = RecordMdc.of(record)) {
            LOG.warnf("%s: %s", event.position(), reason);
        }
        if (event.event() != null || event.json() != null) {
            refusals.send(record, reason, failure);
        }
        int written = begin(List.of(event.refused(reason)), batch).await();
        meters.refused();
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
