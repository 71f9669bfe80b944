package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                // Never sent.
                Arguments.of(new BufferExhaustedException("full"), 503, 503),
                Arguments.of(new TimeoutException("Topic parcels not present in metadata after 0 ms."), 503, 503),
                Arguments.of(new RecordTooLargeException(), 413, 413),
                // Refused by the broker, which is certain for the first attempt.
                Arguments.of(new TopicAuthorizationException("parcels"), 503, 504),
                Arguments.of(new ClusterAuthorizationException("denied"), 503, 504),
                Arguments.of(new SaslAuthenticationException("wrong password"), 503, 504),
                Arguments.of(new InvalidTimestampException("out of range"), 503, 504),
                Arguments.of(new InvalidRecordException("no key"), 503, 504),
                Arguments.of(new PolicyViolationException("no"), 503, 504),
                Arguments.of(new UnsupportedVersionException("zstd"), 503, 504),
                Arguments.of(new InvalidTopicException("parcels"), 503, 504),
                // Not appended by the broker.
                Arguments.of(new NotEnoughReplicasException(), 503, 504),
                Arguments.of(new UnknownTopicOrPartitionException(), 503, 504),
                Arguments.of(new OutOfOrderSequenceException("gap"), 503, 504),
                Arguments.of(new UnknownProducerIdException("expired"), 503, 504),
                Arguments.of(new InvalidPidMappingException("expired"), 503, 504),
                Arguments.of(new ProducerFencedException("fenced"), 503, 504),
                // Reported after the broker has appended the event, or not reported by a broker.
                Arguments.of(new NotEnoughReplicasAfterAppendException("after"), 504, 504),
                Arguments.of(new NotLeaderOrFollowerException("elected while replicating"), 504, 504),
                Arguments.of(new KafkaStorageException(), 504, 504),
                Arguments.of(new UnknownServerException(), 504, 504),
                Arguments.of(new NetworkException(), 504, 504),
                Arguments.of(new TimeoutException("Expiring 1 record(s) for parcels-0:10000 ms has passed"), 504, 504),
                Arguments.of(new KafkaException("The producer closed forcefully"), 504, 504),
                Arguments.of(new IllegalStateException("anything else"), 504, 504));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void isUnknownOnlyIfKafkaIsSilentOrMayHaveAppendedTheEvent(Throwable failure, int first, int retried) {
        assertThat(PublishFailures.problem(failure, false).getStatusCode()).isEqualTo(first);
        assertThat(PublishFailures.problem(failure, true).getStatusCode()).isEqualTo(retried);
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
                problem = PublishFailures.problem(e.getCause(), false);
            }

            // Then
            assertThat(problem).isNotNull();
            assertThat(problem.getStatusCode()).isEqualTo(503);
            assertThat(problem.getHeaders()).containsKey("Retry-After");
        }
    }
}
