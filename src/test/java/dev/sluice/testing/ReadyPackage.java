package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has a test of the package wait until the package is ready, as whoever sends it requests in production does. It listens before: a
 * native binary so early that a first event would find Kafka's topics unknown, and be refused.
 */
public final class ReadyPackage implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        if (context.getRequiredTestClass().isAnnotationPresent(QuarkusIntegrationTest.class)) {
            // Of ManagementPort, which is there for all.
            String ready = "http://localhost:" + System.getProperty("quarkus.management.port") + "/q/health/ready";
            await("the package is ready").atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(ready)
                    .then()
                    .statusCode(200));
        }
    }
}
