package dev.sluice.admin;

import static dev.sluice.testing.Domain.PARCELS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.security.Roles;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SecuredApplication;
import dev.sluice.testing.SecuredKafka;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** All Kafka clients connect over TLS with a password, as configured in docs/how-to/secure-connections.md. */
@QuarkusTest
@TestProfile(SecuredApplication.class)
class SecuredKafkaAcceptanceTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    SecuredKafka kafka;
    ManagementPort management;
    TokenIssuer issuer;

    @Test
    void publishesAndProcessesOverTlsWithAPassword() {
        // Given
        management.awaitReady();

        // When
        sluice.withToken(issuer.token("secured", Roles.PUBLISHER))
                .publish("parcel.created", PARCELS.created("parcel-secured", "sender-secured"))
                .statusCode(201);

        // Then
        EventLog log = new EventLog(kafka.bootstrapServers(), new DevServers(devServices).registry());
        assertThat(log.await("notices", 1, entry -> "sender-secured".equals(entry.key())))
                .hasSize(1);
    }
}
