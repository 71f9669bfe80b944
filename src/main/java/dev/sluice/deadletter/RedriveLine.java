package dev.sluice.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.http.ProblemType;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A line of the response to a redrive, as JSON. */
sealed interface RedriveLine {

    /**
     * The outcome of one dead letter.
     *
     * @param to the original topic, to which the event is sent
     * @param result {@code sent}, {@code would-send} or {@code skipped}
     * @param detail the reason why the dead letter was skipped
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RedriveResult")
    record Result(
            String topic,
            int partition,
            long offset,
            @Nullable String to,
            String result,
            @Nullable String detail) implements RedriveLine {

        static final String EXAMPLE = """
                {"topic": "parcels.dlq", "partition": 2, "offset": 17, "to": "parcels", "result": "sent"}""";

        private static final String SENT = "sent";

        boolean isSent() {
            return result.equals(SENT);
        }

        static Result sent(DeadLetter deadLetter) {
            return of(deadLetter, SENT, null);
        }

        static Result wouldSend(DeadLetter deadLetter) {
            return of(deadLetter, "would-send", null);
        }

        static Result skipped(DeadLetter deadLetter, String reason) {
            return of(deadLetter, "skipped", reason);
        }

        private static Result of(DeadLetter deadLetter, String result, @Nullable String detail) {
            RecordPosition position = deadLetter.position();
            return new Result(
                    position.partition().topic(),
                    position.partition().partition(),
                    position.offset(),
                    deadLetter.originalTopic(),
                    result,
                    detail);
        }
    }

    /**
     * A heartbeat while no dead letter matches.
     *
     * @param scanned the number of dead letters that were read
     */
    @RegisterForReflection
    record Progress(long scanned) implements RedriveLine {}

    /**
     * The last line.
     *
     * @param end {@code complete} if each matching dead letter that existed at the start has a line; {@code limit};
     *     {@code stopped} if the client disconnected or Sluice stops; or {@code failed}
     * @param sent the number of dead letters that were sent, or would be
     * @param scanned the number of dead letters that were read
     * @param problem the problem that ended a failed redrive
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            String end,
            boolean dryRun,
            long sent,
            long skipped,
            long scanned,
            @Nullable Failure problem) implements RedriveLine {}

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
}
