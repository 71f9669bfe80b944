package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.projection.ProjectionPositions.Generation;
import dev.sluice.tracing.TracedStatements;
import dev.sluice.tracing.Traces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The writer of polled records, with a new {@link BatchWriter} for each generation of the consumer group. For one
 * thread at a time; only {@link #isStalled()} is safe for any thread.
 */
@Singleton
class GenerationWriter implements AutoCloseable {

    /** Every blocking call ends within half a minute, and an attempt or a rejected record makes few of them. */
    private static final Duration STALL_LIMIT = Duration.ofMinutes(10);

    private final Database database;
    private final ProjectionPositions positions;
    private final BatchWriter.Factory writers;
    private final DeadLetterSender deadLetters;
    private final Traces traces;
    private final TracedStatements statements;
    private final String group;
    private final StallDetector stallDetector = new StallDetector(STALL_LIMIT, System::nanoTime);
    private @Nullable Current current;

    GenerationWriter(
            Database database,
            ProjectionPositions positions,
            BatchWriter.Factory writers,
            DeadLetterSender deadLetters,
            Traces traces,
            TracedStatements statements,
            @ConfigProperty(name = ProjectionChannel.GROUP_ID) String group) {
        this.database = database;
        this.positions = positions;
        this.writers = writers;
        this.deadLetters = deadLetters;
        this.traces = traces;
        this.statements = statements;
        this.group = group;
    }

    private record Current(int generation, BatchWriter writer) {}

    /**
     * Writes records, with one attempt.
     *
     * @throws ProjectionTransaction.PositionRegressedException if the tables were set back
     * @throws RuntimeException if a later attempt may succeed
     */
    void write(ConsumerRecords<byte[], byte[]> records) {
        stallDetector.progress();
        try {
            if (!database.isMigrated()) {
                throw new IllegalStateException("the database is not migrated");
            }
            BatchWriter writer = writer(positions.current().orElseThrow());
            traces.batch("process", "process", group, records, span -> writer.write(records, statements.under(span)));
        } finally {
            stallDetector.idle();
        }
    }

    private BatchWriter writer(Generation generation) {
        Current known = current;
        if (known == null || known.generation() != generation.id()) {
            BatchWriter writer = writers.ofLiveTables(generation.positions(), (record, reason, cause) -> {
                stallDetector.progress();
                deadLetters.send(record, reason, cause);
            });
            known = new Current(generation.id(), writer);
            current = known;
        }
        return known.writer();
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
