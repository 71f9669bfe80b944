package dev.sluice.projection;

import dev.sluice.projection.ProjectionPositions.Generation;
import dev.sluice.projection.ProjectionTransaction.PositionRegressedException;
import dev.sluice.tracing.TracedStatements;
import dev.sluice.tracing.Traces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.Uuid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The writer of polled records, with a new {@link BatchWriter} for each generation of the consumer group. For one
 * thread at a time; only {@link #isWriting()} and {@link #isStalled()} are safe for any thread.
 */
@Singleton
class GenerationWriter implements AutoCloseable {

    /** Every blocking call ends within half a minute, and an attempt or a rejected record makes few of them. */
    private static final Duration STALL_LIMIT = Duration.ofMinutes(10);

    private final ProjectionPositions positions;
    private final ProjectionVerification verification;
    private final BatchWriter.Factory writers;
    private final DeadLetterSender deadLetters;
    private final Traces traces;
    private final TracedStatements statements;
    private final String group;
    private final StallDetector stallDetector = new StallDetector(STALL_LIMIT, System::nanoTime);
    private @Nullable Current current;

    GenerationWriter(
            ProjectionPositions positions,
            ProjectionVerification verification,
            BatchWriter.Factory writers,
            DeadLetterSender deadLetters,
            Traces traces,
            TracedStatements statements,
            @ConfigProperty(name = ProjectionChannel.GROUP_ID) String group) {
        this.positions = positions;
        this.verification = verification;
        this.writers = writers;
        this.deadLetters = deadLetters;
        this.traces = traces;
        this.statements = statements;
        this.group = group;
    }

    private record Current(
            int generation, ReadablePartitions partitions, Map<String, Uuid> topicIds, BatchWriter writer) {}

    /**
     * Writes the records of partitions that can be read, with one attempt.
     *
     * @throws PositionRegressedException if the tables were set back
     * @throws RuntimeException if a later attempt may succeed
     */
    void write(ConsumerRecords<byte[], byte[]> records) {
        stallDetector.progress();
        try {
            Current writing = current(positions.current().orElseThrow());
            ConsumerRecords<byte[], byte[]> readable = writing.partitions().select(records);
            if (!readable.isEmpty()) {
                traces.batch("process", "process", group, readable, span -> writing.writer()
                        .write(readable, statements.under(span)));
                writing.partitions().written(readable);
                positions.advance(readable, writing.topicIds());
            }
        } catch (PositionRegressedException e) {
            // The next rebalance moves the consumer to the positions as they are now.
            positions.refresh();
            throw e;
        } finally {
            stallDetector.idle();
        }
    }

    private Current current(Generation generation) {
        Current known = current;
        if (known == null || known.generation() != generation.id()) {
            ReadablePartitions partitions = new ReadablePartitions(generation, verification);
            Map<String, Uuid> topicIds = verification.verify().topicIds();
            BatchWriter writer = writers.ofLiveTables(generation.positions(), topicIds, (record, reason, cause) -> {
                stallDetector.progress();
                deadLetters.send(record, reason, cause);
            });
            known = new Current(generation.id(), partitions, topicIds, writer);
            current = known;
        }
        return known;
    }

    /** Returns whether a write is in progress. */
    boolean isWriting() {
        return stallDetector.isWorking();
    }

    /** Returns whether a write has made no progress for so long that only a restart helps. */
    boolean isStalled() {
        return stallDetector.isStalled();
    }

    @Override
    public void close() {
        deadLetters.close();
    }
}
