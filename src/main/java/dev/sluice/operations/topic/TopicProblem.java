package dev.sluice.operations.topic;

import dev.sluice.problem.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;

/** The problem document (RFC 9457) of this part of the API that no other has. */
enum TopicProblem {
    UNKNOWN("unknown-topic", 404, "There is no such topic", false);

    private final ProblemType type;

    TopicProblem(String name, int status, String title, boolean retryable) {
        this.type = ProblemType.of(name, status, title, retryable, 0);
    }

    HttpProblem with(String detail) {
        return type.builder(detail).build();
    }
}
