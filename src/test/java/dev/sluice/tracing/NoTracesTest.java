package dev.sluice.tracing;

import static dev.sluice.testing.Domain.PARCELS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tracing without a configured endpoint. */
@QuarkusTest
class NoTracesTest {

    DevServicesContext devServices;

    @Test
    void recordsHaveNoTraceContext() {
        // Given
        EventLog log = new DevServers(devServices).log();
        String senderId = "sender-" + UUID.randomUUID();
        String parcelId = "parcel-" + UUID.randomUUID();

        // When
        new SluiceApi()
                .with("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .publish("parcel.created", PARCELS.created(parcelId, senderId))
                .statusCode(201);

        // Then
        assertThat(log.await("parcels", 2, entry -> senderId.equals(entry.key())))
                .noneMatch(entry -> entry.headers().containsKey("traceparent"));
        assertThat(log.await("parcel-status", 1, entry -> parcelId.equals(entry.key())))
                .noneMatch(entry -> entry.headers().containsKey("traceparent"));
    }
}
