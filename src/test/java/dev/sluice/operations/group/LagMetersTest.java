package dev.sluice.operations.group;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lag of Sluice's own groups, of which one does not run. */
@QuarkusTest
@TestProfile(LagMetersTest.ProcessingStopped.class)
class LagMetersTest {

    ManagementPort management;

    public static class ProcessingStopped implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "ingress,projection");
        }
    }

    /** Waits until one partition of a group has such a value; gives it. */
    private double awaited(String metric, String group, DoublePredicate wanted) {
        Pattern line =
                Pattern.compile(metric + "\\{group=\"" + group + "\",partition=\"\\d\",topic=\"orders\"\\} (\\S+)");
        return await().until(
                        () -> line.matcher(
                                        given().get(management.url("metrics")).asString())
                                .results()
                                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                                .filter(wanted)
                                .findAny(),
                        found -> found.isPresent())
                .getAsDouble();
    }

    @Test
    void ofAGroupThatHasStoppedItGrowsAndOfOneThatRunsItDoesNotStay() {
        // When
        given().contentType("application/json")
                .body(Orders.created("ord-lag", "customer-lag"))
                .post("/events/order.created")
                .then()
                .statusCode(201);

        // Then
        assertThat(awaited("sluice_consumer_lag_records", "sluice-processing", records -> records >= 1))
                .isPositive();
        double age = awaited("sluice_consumer_lag_seconds", "sluice-processing", seconds -> seconds > 0);
        assertThat(awaited("sluice_consumer_lag_seconds", "sluice-processing", seconds -> seconds > age))
                .isGreaterThan(age);
        await().untilAsserted(() -> assertThat(
                        given().get(management.url("metrics")).asString())
                .doesNotContainPattern("sluice_consumer_lag_records\\{group=\"order-projection\"[^}]*\\} [1-9]")
                .containsPattern("sluice_consumer_lag_records\\{group=\"order-projection\"[^}]*\\} 0")
                .containsPattern("sluice_consumer_lag_seconds\\{group=\"order-projection\"[^}]*\\} 0"));
    }
}
