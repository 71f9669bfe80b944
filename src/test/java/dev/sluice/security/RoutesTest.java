package dev.sluice.security;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.SecuredApplication;
import dev.sluice.testing.SluiceApi;
import dev.sluice.testing.TokenIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Method;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every route of the running application without a token. Those of the management port, which needs none, are in docs/health.md. */
@QuarkusTest
@TestProfile(SecuredApplication.class)
class RoutesTest {

    /** Methods of resources, and one that no resource has. */
    private static final List<Method> METHODS =
            List.of(Method.GET, Method.POST, Method.PUT, Method.DELETE, Method.HEAD);

    /** Answers that disclose nothing and change nothing. */
    private static final Set<Integer> REFUSALS = Set.of(401, 404, 405);

    TokenIssuer issuer;

    @Inject
    Router router;

    @Test
    void everyOperationRequiresAToken() {
        // Given
        Map<String, Map<String, Object>> paths = new SluiceApi()
                .withToken(issuer.token("billing", Roles.PUBLISHER))
                .get("/q/openapi?format=json")
                .statusCode(200)
                .extract()
                .path("paths");
        assertThat(paths).hasSizeGreaterThan(15);

        // Then
        paths.forEach((path, operations) -> operations.keySet().forEach(method -> assertThat(
                        status(Method.valueOf(method.toUpperCase(Locale.ROOT)), path.replaceAll("[{}]", "")))
                .as(method + " " + path)
                .isEqualTo(401)));
    }

    @Test
    void noOtherRouteAnswersWithoutAToken() {
        // Given
        Set<String> paths = new TreeSet<>(
                Set.of("/", "/q", "/q/dev-ui", "/q/health", "/q/metrics", "/q/arc", "/q/info", "/q/openapi"));
        router.getRoutes().stream().map(Route::getPath).filter(Objects::nonNull).forEach(paths::add);
        for (String path : List.copyOf(paths)) {
            for (String suffix : List.of(".json", ".yaml", ".yml", ".JSON", "/", "/x", ";x", "?format=json")) {
                paths.add(path + suffix);
            }
        }

        // Then
        for (String path : paths) {
            for (Method method : METHODS) {
                assertThat(status(method, path)).as(method + " " + path).isIn(REFUSALS);
            }
        }
    }

    private static int status(Method method, String path) {
        return given().urlEncodingEnabled(false)
                .contentType("application/json")
                .request(method, path)
                .statusCode();
    }
}
