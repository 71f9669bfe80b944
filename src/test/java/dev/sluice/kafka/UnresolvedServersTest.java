package dev.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A name that does not resolve is an outage, not an error of a client's creation. */
@QuarkusTest
class UnresolvedServersTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "bootstrap.servers",
            "no-such-host.invalid:9092",
            "default.api.timeout.ms",
            "200",
            "request.timeout.ms",
            "200");

    @Inject
    KafkaClients clients;

    @Test
    void createsClients() {
        try (Consumer<byte[], byte[]> consumer = clients.consumer(SETTINGS);
                Producer<byte[], byte[]> producer = clients.producer(
                        Map.of("bootstrap.servers", "no-such-host.invalid:9092", "max.block.ms", "200"));
                Admin admin = clients.admin(SETTINGS)) {
            assertThatThrownBy(() -> consumer.listTopics()).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> producer.partitionsFor("parcels")).isInstanceOf(TimeoutException.class);
            assertThat(admin.listTopics().names().toCompletionStage().toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(TimeoutException.class);
        }
    }
}
