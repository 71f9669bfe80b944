package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.response.ValidatableResponse;
import java.util.Map;

/** Gives the management interface a port, since of a packaged application Quarkus's tests do not know which it has. */
public final class ManagementPort implements QuarkusTestResourceLifecycleManager {

    private final PublishedSettings settings = new PublishedSettings();
    private int port;

    @Override
    public Map<String, String> start() {
        port = Ports.free();
        String value = Integer.toString(port);
        return settings.publish(Map.of("quarkus.management.port", value, "quarkus.management.test-port", value));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(ManagementPort.class));
    }

    @Override
    public void stop() {
        settings.takeBack();
    }

    /** The address of what is under {@code /q/} there. */
    public String url(String path) {
        return "http://localhost:" + port + "/q/" + path;
    }

    /** Reads what is under {@code /q/} there. */
    public ValidatableResponse get(String path) {
        return given().get(url(path)).then();
    }

    /** Waits until the application is ready. */
    public void awaitReady() {
        await("the application is ready")
                .untilAsserted(() -> get("health/ready").statusCode(200));
    }
}
