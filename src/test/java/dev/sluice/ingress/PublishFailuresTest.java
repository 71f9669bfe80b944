package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new BufferExhaustedException("full"), 503),
                Arguments.of(new NotEnoughReplicasException(), 504),
                Arguments.of(new NotEnoughReplicasAfterAppendException("after"), 504),
                Arguments.of(new TimeoutException("Expiring 1 record(s) for parcels-0:10000 ms has passed"), 504),
                Arguments.of(new RecordTooLargeException(), 413),
                Arguments.of(new IllegalStateException("anything else"), 504));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void mapsFailureToStatus(Throwable failure, int status) {
        assertThat(PublishFailures.problem(failure).getStatusCode()).isEqualTo(status);
    }

    /** Only the message of the exception identifies this case: fails if a new version of Kafka changes it. */
    @Test
    void unreachableBrokerMeansNotWritten() throws InterruptedException {
        // Given
        Map<String, Object> unreachable = Map.of("bootstrap.servers", "localhost:1", "max.block.ms", 100);
        try (var producer = new KafkaProducer<>(unreachable, new StringSerializer(), new StringSerializer())) {

            // When
            HttpProblem problem = null;
            try {
                producer.send(new ProducerRecord<>("parcels", "value")).get();
            } catch (ExecutionException e) {
                problem = PublishFailures.problem(e.getCause());
            }

            // Then
            assertThat(problem).isNotNull();
            assertThat(problem.getStatusCode()).isEqualTo(503);
            assertThat(problem.getHeaders()).containsKey("Retry-After");
        }
    }
}
