package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.response.ValidatableResponse;
import java.util.Map;

/** Assigns a port to the management interface, since Quarkus does not tell tests which port a packaged application uses. */
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
        settings.clear();
    }

    /** Returns the URL of a path below {@code /q/}. */
    public String url(String path) {
        return "http://localhost:" + port + "/q/" + path;
    }

    /** Requests a path below {@code /q/}. */
    public ValidatableResponse get(String path) {
        return given().get(url(path)).then();
    }

    /** Waits until the application is ready. */
    public void awaitReady() {
        await("the application is ready")
                .untilAsserted(() -> get("health/ready").statusCode(200));
    }
}
