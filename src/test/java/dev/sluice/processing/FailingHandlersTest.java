package dev.sluice.processing;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Probes;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handlers that fail in every way, and a fenced producer. The events that follow are still processed. */
@QuarkusTest
@TestProfile(TightLimits.class)
class FailingHandlersTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    String key;

    @BeforeEach
    void newKey() {
        log = new DevServers(devServices).log();
        key = "probe-" + UUID.randomUUID();
    }

    private void publish(String behaviour) {
        sluice.publish("test.probe", Probes.probe(key, behaviour)).statusCode(201);
    }

    private List<Entry> await(String topic, int count, String behaviour) {
        return log.await(
                topic,
                count,
                entry -> key.equals(entry.key())
                        && behaviour.equals(log.decode(entry).get("behaviour").toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "throw, 3, java.lang.IllegalStateException",
        "overflow, 3, java.lang.StackOverflowError",
        "hang, 3, dev.sluice.processing.BatchTask$HandlerTimeoutException",
        "large, 1, org.apache.kafka.common.errors.RecordTooLargeException"
    })
    void deadLettersFailingEventAndHandlesNextOne(String behaviour, String attempts, String cause) {
        // When
        publish(behaviour);
        publish("well");

        // Then
        Entry deadLetter = await("probes.dlq", 1, behaviour).get(0);
        assertThat(deadLetter.headers())
                .containsEntry("dead-letter-attempts", attempts)
                .containsEntry("dead-letter-cause", cause);
        assertThat(deadLetter.headers().get("dead-letter-reason")).doesNotContain("secret");
        assertThat(await("probes", 1, "result")).hasSize(1);
    }

    @Test
    void deadLettersOnlyTheEventWithOversizedOutput() {
        // Given
        String[] events = Stream.concat(
                        Stream.of(Probes.probe(key + "-large", "large")),
                        IntStream.range(0, 20).mapToObj(i -> Probes.probe(key + "-" + i, "well")))
                .map(probe -> event("test.probe", probe))
                .toArray(String[]::new);

        // When
        sluice.publishBatch(batch(events)).statusCode(207).body("results.status", everyItem(equalTo(201)));

        // Then
        log.await(
                "probes",
                20,
                entry -> entry.key().startsWith(key)
                        && "result".equals(log.decode(entry).get("behaviour").toString()));
        assertThat(log.await("probes.dlq", 1, entry -> entry.key().startsWith(key)))
                .extracting(Entry::key)
                .containsExactly(key + "-large");
        assertThat(log.all("probes.dlq", entry -> entry.key().startsWith(key))).hasSize(1);
    }

    @Test
    void omitsValueOfOversizedDeadLetter() throws Exception {
        // Given
        key = key + "x".repeat(1000);
        limitDeadLetters("2000");

        // When
        publish("throw");
        publish("well");

        // Then
        assertThat(await("probes", 1, "result")).hasSize(1);
        limitDeadLetters("2097152");
        Entry deadLetter =
                log.await("probes.dlq", 1, entry -> key.equals(entry.key())).get(0);
        assertThat(deadLetter.value()).isNull();
        assertThat(deadLetter.headers()).containsKeys("dead-letter-omitted-bytes", "dead-letter-offset", "event-id");
    }

    private void limitDeadLetters(String bytes) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "probes.dlq");
        var limit = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (Admin admin = new DevServers(devServices).admin()) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
        }
    }

    @Test
    void retriesTransientFailureInKeyOrder() {
        // When
        publish("throw twice");
        publish("well");

        // Then
        Entry first = await("probes", 1, "result of 3").get(0);
        Entry second = await("probes", 1, "result").get(0);
        assertThat(second.offset()).isGreaterThan(first.offset());
    }

    @Test
    void replacesFencedProducer() {
        // Given
        publish("well");
        await("probes", 1, "result");

        // When
        try (var other = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        new DevServers(devServices).kafka(),
                        "transactional.id",
                        "sluice-processing-tight-limits"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            other.initTransactions();
        }
        publish("well");

        // Then
        assertThat(await("probes", 2, "result")).hasSize(2);
    }
}
