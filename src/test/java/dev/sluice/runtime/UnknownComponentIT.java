package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rejection of a component that does not exist. */
@QuarkusIntegrationTest
class UnknownComponentIT {

    DevServicesContext devServices;

    @Test
    void rejectsUnknownComponentAtStartup() throws Exception {
        // Given
        Path log = Path.of("target", "unknown-role.log");
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("sluice.roles", "ingress,procesing");
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.http.port", Integer.toString(Ports.free()));
        settings.put("quarkus.management.port", Integer.toString(Ports.free()));

        // When
        int exit;
        try (ChildProcess process = new ChildProcess(PackagedApplication.command(settings), log)) {
            exit = process.awaitExit();
        }

        // Then
        assertThat(exit).isOne();
        assertThat(Files.readString(log)).contains("sluice.roles contains unknown components: procesing");
    }
}
