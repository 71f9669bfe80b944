package dev.sluice.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Redrives the open letters that match a filter, or tells what that would do. For one thread, which waits. */
final class RedriveJob {

    /** Besides their number, since each may be as large as Kafka allows. */
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    /** A client that hears nothing for a minute is taken to be gone. */
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Request request;
    private final DeadLetterScanner scan;
    private final ResolutionLog marks;
    private final RedrivePolicy rules;
    private final Clock clock;
    private final @Nullable RedriveSession turn;
    private final DeadLetterMeters meters;
    private long sent;
    private long skipped;
    private boolean ended;
    private boolean stopped;

    /**
     * What an operator asks for.
     *
     * @param limit the most letters that are sent
     * @param rate letters a second
     * @param maxBatch the most letters of a transaction
     * @param by whose token it is
     */
    record Request(DeadLetterFilter filter, int limit, int rate, int maxBatch, String by) {

        int batch() {
            return Math.min(maxBatch, rate);
        }
    }

    /**
     * The last line.
     *
     * @param end {@code complete}: no letter is left that matches and was there at the beginning; {@code limit};
     *     {@code stopped}, since the client hung up or Sluice ends; or {@code failed}
     * @param sent how many letters were sent, or would be
     * @param scanned how many were looked at
     * @param problem what ended it before its end
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            String end,
            boolean dryRun,
            long sent,
            long skipped,
            long scanned,
            @Nullable Failure problem) {}

    /** A line in between: no letter has matched for some time. */
    @RegisterForReflection
    record Progress(long scanned) {}

    /** The members of a problem document. */
    @RegisterForReflection
    record Failure(String type, int status, String title, String detail, boolean retryable) {

        static Failure of(HttpProblem problem) {
            return new Failure(
                    String.valueOf(problem.getType()),
                    problem.getStatusCode(),
                    String.valueOf(problem.getTitle()),
                    String.valueOf(problem.getDetail()),
                    ProblemType.isRetryable(problem));
        }
    }

    /** @param turn in which it sends; null, if nothing is to be sent */
    RedriveJob(
            Request request,
            DeadLetterScanner scan,
            ResolutionLog marks,
            RedrivePolicy rules,
            Clock clock,
            @Nullable RedriveSession turn,
            DeadLetterMeters meters) {
        this.request = request;
        this.scan = scan;
        this.marks = marks;
        this.rules = rules;
        this.clock = clock;
        this.turn = turn;
        this.meters = meters;
    }

    /**
     * Runs to the end, or until nobody listens any more.
     *
     * @param lines takes the lines of each transaction once it is committed
     */
    void run(Consumer<List<?>> lines, BooleanSupplier hungUp) {
        long began = System.nanoTime();
        while (!ended && sent < request.limit()) {
            if (hungUp.getAsBoolean()) {
                stopped = true;
                return;
            }
            List<RedriveResult> told = new ArrayList<>();
            try {
                send(batch(told, hungUp), told);
            } finally {
                // What is done is told, though the rest has failed.
                lines.accept(told.isEmpty() && !ended ? List.of(new Progress(scan.count())) : told);
            }
            if (turn != null && !ended) {
                pauseUntil(began + sent * TimeUnit.SECONDS.toNanos(1) / request.rate(), hungUp);
            }
        }
    }

    Summary summary(@Nullable HttpProblem problem) {
        String end = problem != null ? "failed" : stopped ? "stopped" : ended ? "complete" : "limit";
        return new Summary(
                end, turn == null, sent, skipped, scan.count(), problem == null ? null : Failure.of(problem));
    }

    /** The next letters to send, and the lines of those before and between that cannot be sent. */
    private List<DeadLetter> batch(List<RedriveResult> told, BooleanSupplier hungUp) {
        List<DeadLetter> batch = new ArrayList<>();
        long began = System.nanoTime();
        long bytes = 0;
        while (batch.size() < Math.min(request.batch(), request.limit() - sent)
                && told.size() < request.maxBatch()
                && bytes < MAX_BATCH_BYTES
                && System.nanoTime() - began < PROGRESS_NANOS
                && !hungUp.getAsBoolean()) {
            DeadLetter letter = scan.next();
            if (letter == null) {
                ended = true;
                break;
            }
            if (request.filter().matches(letter, marks.state(letter))) {
                rules.obstacle(letter).ifPresentOrElse(why -> told.add(skip(letter, why)), () -> batch.add(letter));
                bytes += letter.size();
            }
        }
        return batch;
    }

    private RedriveResult skip(DeadLetter letter, String why) {
        skipped++;
        return RedriveResult.skipped(letter, why);
    }

    private void send(List<DeadLetter> letters, List<RedriveResult> told) {
        if (letters.isEmpty()) {
            return;
        }
        if (turn != null) {
            try {
                turn.commit(letters.stream().map(this::deed).toList());
                meters.redriven(letters.size());
            } catch (RedriveRejectedException e) {
                if (letters.size() == 1) {
                    told.add(skip(letters.get(0), String.valueOf(e.getMessage())));
                } else {
                    // Which one it is Kafka does not tell.
                    letters.forEach(letter -> send(List.of(letter), told));
                }
                return;
            }
        }
        sent += letters.size();
        letters.forEach(
                letter -> told.add(turn == null ? RedriveResult.wouldSend(letter) : RedriveResult.sent(letter)));
    }

    private PendingResolution deed(DeadLetter letter) {
        return PendingResolution.redrive(letter, String.valueOf(letter.originalTopic()), clock.instant(), request.by());
    }

    private static void pauseUntil(long nanoTime, BooleanSupplier hungUp) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !hungUp.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.min(left, SLICE_NANOS));
            left = nanoTime - System.nanoTime();
        }
    }
}
