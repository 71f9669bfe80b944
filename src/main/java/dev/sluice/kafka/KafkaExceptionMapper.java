package dev.sluice.kafka;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.ext.Provider;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** The problem of a request that Kafka does not answer, or refuses. */
@Provider
public class KafkaExceptionMapper extends ExceptionMapperBase<KafkaException> {

    private static final Logger LOG = Logger.getLogger(KafkaExceptionMapper.class);
    private static final ProblemType UNAVAILABLE =
            ProblemType.of("kafka-unavailable", 503, "Kafka does not answer in time", true, 5);

    /** As a document: 503, with {@code Retry-After}. */
    public static HttpProblem unavailable(String detail) {
        return UNAVAILABLE.with(detail);
    }

    /** What a failure is answered with; logged, if Kafka has refused something. */
    public static HttpProblem problem(KafkaException failure) {
        if (failure instanceof RetriableException) {
            LOG.debug("Kafka does not answer", failure);
            return unavailable("It may answer later");
        }
        LOG.warn("Kafka refuses what a request needs", failure);
        return unavailable("It refuses: " + failure.getClass().getSimpleName());
    }

    @Override
    protected HttpProblem toProblem(KafkaException failure) {
        return problem(failure);
    }
}
