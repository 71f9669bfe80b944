package dev.sluice.processing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TraceCollector;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Methods that run on threads of their own belong to the trace of their event. */
@QuarkusTest
@WithTestResource(TraceCollector.class)
class TracedMethodsAcceptanceTest {

    DevServicesContext devServices;

    @Test
    void runsInTraceOfTheEventOnEveryThread() {
        // Given
        String key = "call-" + UUID.randomUUID();
        String trace = UUID.randomUUID().toString().replace("-", "");
        // Repeated until the application, which has just started, is ready.
        SluiceApi client = new SluiceApi()
                .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .withKey(key);

        // When
        client.publish("test.call", "{\"key\":\"%s\",\"rejectedBy\":\"\"}".formatted(key))
                .statusCode(201);

        // Then
        EventLog log = new DevServers(devServices).log();
        assertThat(log.await("replies", 8, entry -> key.equals(entry.key())))
                .filteredOn(entry -> List.of("blocking", "virtual")
                        .contains(log.decode(entry).get("method").toString()))
                .hasSize(2)
                .allSatisfy(entry ->
                        assertThat(log.decode(entry).get("text").toString()).endsWith(trace));
    }
}
