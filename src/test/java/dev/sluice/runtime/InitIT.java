package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.InitProcess;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The exit code of the package as the init process. */
@QuarkusIntegrationTest
@Tag(TestLanes.SMOKE)
class InitIT {

    DevServicesContext devServices;

    @Test
    void exitsWithZeroAfterAllTasks() {
        // When
        InitProcess init = InitProcess.run("init", devServices, Map.of());

        // Then
        assertThat(init.log()).contains("Init task completed: database");
        assertThat(init.exit()).as(init.log()).isZero();
    }

    @Test
    void exitsWithOneAndLogsTheFailedTask() {
        // When
        InitProcess init = InitProcess.run(
                "init-without-database",
                devServices,
                Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:1/postgres"));

        // Then
        assertThat(init.log()).contains("Init task failed: database: Connection to localhost:1 refused");
        assertThat(init.exit()).as(init.log()).isOne();
    }
}
