package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Waits before each test of the package until the package is ready, like a load balancer in production. The package listens
 * earlier; a native binary even before it knows Kafka's topics, so it would refuse a first event.
 */
public final class AwaitReadyExtension implements BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        if (context.getRequiredTestClass().isAnnotationPresent(QuarkusIntegrationTest.class)) {
            // ManagementPort, which all tests of the package use, sets this property.
            String ready = "http://localhost:" + System.getProperty("quarkus.management.port") + "/q/health/ready";
            await("the package is ready").atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> given().get(ready)
                    .then()
                    .statusCode(200));
        }
    }
}
