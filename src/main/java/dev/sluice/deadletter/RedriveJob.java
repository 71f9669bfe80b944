package dev.sluice.deadletter;

import dev.sluice.deadletter.RedriveLine.Progress;
import dev.sluice.deadletter.RedriveLine.Result;
import dev.sluice.deadletter.RedriveLine.Summary;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A redrive, or its dry run, of the open dead letters that match a filter. For one thread, which blocks on Kafka and to
 * keep the requested rate.
 */
final class RedriveJob {

    /**
     * The limit of a transaction in bytes, in addition to its number of dead letters: each can have Kafka's maximum
     * size.
     */
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    /** The maximum time between two lines; {@code quarkus.http.idle-timeout} closes the connection after 60 s. */
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Request request;
    private final DeadLetterScanner scanner;
    private final ResolutionLog resolutions;
    private final RedrivePolicy policy;
    private final Clock clock;
    private final @Nullable RedriveSession session;
    private final DeadLetterMeters meters;
    private long sent;
    private long skipped;
    private boolean complete;
    private boolean stopped;

    /**
     * A request to redrive dead letters.
     *
     * @param limit the maximum number of dead letters to send
     * @param rate the maximum number of dead letters per second
     * @param maxBatch the maximum number of dead letters in a transaction
     * @param operator the name of the caller
     */
    record Request(DeadLetterFilter filter, int limit, int rate, int maxBatch, String operator) {

        int batch() {
            return Math.min(maxBatch, rate);
        }
    }

    /** @param session the session to send in; null for a dry run */
    RedriveJob(
            Request request,
            DeadLetterScanner scanner,
            ResolutionLog resolutions,
            RedrivePolicy policy,
            Clock clock,
            @Nullable RedriveSession session,
            DeadLetterMeters meters) {
        this.request = request;
        this.scanner = scanner;
        this.resolutions = resolutions;
        this.policy = policy;
        this.clock = clock;
        this.session = session;
        this.meters = meters;
    }

    /**
     * Runs until it is complete, reaches its limit or is cancelled.
     *
     * @param output receives the lines of each transaction once it is committed
     */
    void run(Consumer<List<RedriveLine>> output, BooleanSupplier cancelled) {
        long began = System.nanoTime();
        while (!complete && sent < request.limit()) {
            if (cancelled.getAsBoolean()) {
                stopped = true;
                return;
            }
            List<RedriveLine> lines = new ArrayList<>();
            try {
                send(nextBatch(lines, cancelled), lines);
            } finally {
                // Written after a failure too: what was committed before it is reported.
                output.accept(lines.isEmpty() && !complete ? List.of(new Progress(scanner.count())) : lines);
            }
            if (session != null && !complete) {
                pauseUntil(began + sent * TimeUnit.SECONDS.toNanos(1) / request.rate(), cancelled);
            }
        }
    }

    /** @param problem the problem that ended the redrive; null if there was none */
    Summary summary(@Nullable HttpProblem problem) {
        String end = problem != null ? "failed" : stopped ? "stopped" : complete ? "complete" : "limit";
        return new Summary(
                end,
                session == null,
                sent,
                skipped,
                scanner.count(),
                problem == null ? null : RedriveLine.Failure.of(problem));
    }

    /** Returns the next dead letters to send, and adds a line for each that must be skipped. */
    private List<DeadLetter> nextBatch(List<RedriveLine> lines, BooleanSupplier cancelled) {
        List<DeadLetter> batch = new ArrayList<>();
        long began = System.nanoTime();
        long bytes = 0;
        while (batch.size() < Math.min(request.batch(), request.limit() - sent)
                && lines.size() < request.maxBatch()
                && bytes < MAX_BATCH_BYTES
                && System.nanoTime() - began < PROGRESS_NANOS
                && !cancelled.getAsBoolean()) {
            DeadLetter deadLetter = scanner.next();
            if (deadLetter == null) {
                complete = true;
                break;
            }
            if (request.filter().matches(deadLetter, resolutions.state(deadLetter))) {
                policy.rejectionReason(deadLetter)
                        .ifPresentOrElse(reason -> lines.add(skip(deadLetter, reason)), () -> batch.add(deadLetter));
                bytes += deadLetter.size();
            }
        }
        return batch;
    }

    private Result skip(DeadLetter deadLetter, String reason) {
        skipped++;
        return Result.skipped(deadLetter, reason);
    }

    private void send(List<DeadLetter> deadLetters, List<RedriveLine> lines) {
        if (deadLetters.isEmpty()) {
            return;
        }
        if (session != null) {
            try {
                session.commit(deadLetters.stream().map(this::redrive).toList());
                meters.redriven(deadLetters.size());
            } catch (RedriveSession.RejectedException e) {
                if (deadLetters.size() == 1) {
                    lines.add(skip(deadLetters.get(0), String.valueOf(e.getMessage())));
                } else {
                    // Kafka does not report which record it rejects, so each is sent in a transaction of its own.
                    deadLetters.forEach(deadLetter -> send(List.of(deadLetter), lines));
                }
                return;
            }
        }
        sent += deadLetters.size();
        deadLetters.forEach(
                deadLetter -> lines.add(session == null ? Result.wouldSend(deadLetter) : Result.sent(deadLetter)));
    }

    private Resolution.Pending redrive(DeadLetter deadLetter) {
        return Resolution.redrive(
                deadLetter, String.valueOf(deadLetter.originalTopic()), clock.instant(), request.operator());
    }

    private static void pauseUntil(long nanoTime, BooleanSupplier cancelled) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !cancelled.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.min(left, SLICE_NANOS));
            left = nanoTime - System.nanoTime();
        }
    }
}
