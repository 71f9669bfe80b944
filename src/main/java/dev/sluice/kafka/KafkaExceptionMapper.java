package dev.sluice.kafka;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.ext.Provider;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** Maps Kafka's exceptions to problem documents. */
@Provider
public class KafkaExceptionMapper extends ExceptionMapperBase<KafkaException> {

    private static final Logger LOG = Logger.getLogger(KafkaExceptionMapper.class);
    private static final ProblemType UNAVAILABLE =
            ProblemType.of("kafka-unavailable", 503, "Kafka unavailable", true, 5);

    /** Returns a problem with status 503 and {@code Retry-After}. */
    public static HttpProblem unavailable(String detail) {
        return UNAVAILABLE.with(detail);
    }

    /** Returns the problem for an exception. Logs the exception if Kafka rejected a request. */
    public static HttpProblem problem(KafkaException failure) {
        if (failure instanceof RetriableException) {
            LOG.debug("Kafka did not respond", failure);
            return unavailable("Kafka did not respond in time, retry later");
        }
        LOG.warn("Kafka rejected an operation of a request", failure);
        return unavailable("Kafka rejected the operation: " + failure.getClass().getSimpleName());
    }

    @Override
    protected HttpProblem toProblem(KafkaException failure) {
        return problem(failure);
    }
}
