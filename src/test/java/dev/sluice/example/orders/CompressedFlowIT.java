package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ManagementPort;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The order flow with lz4 compression of all records. A native image uses lz4 in Java (ADR 14). */
@QuarkusIntegrationTest
@TestProfile(CompressedFlowIT.Lz4.class)
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class CompressedFlowIT extends OrderFlowTest {

    ManagementPort management;

    public static final class Lz4 implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.compression.type", "lz4");
        }
    }

    @Test
    void compressesRecords() {
        // When
        publish("order.created", Orders.created(orderId, customerId));

        // Then
        await().untilAsserted(() -> assertThat(compressionRates())
                .isNotEmpty()
                .noneMatch(rate -> rate == 1)
                .anyMatch(rate -> rate > 0));
    }

    /** Returns the rates of the producers that have sent records; 1 stands for no compression. */
    private List<Double> compressionRates() {
        return management
                .get("metrics")
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith("kafka_producer_compression_rate_avg"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(rate -> !rate.isNaN())
                .toList();
    }
}
