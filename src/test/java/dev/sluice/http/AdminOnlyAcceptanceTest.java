package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import dev.sluice.runtime.Component;
import dev.sluice.testing.ManagementPort;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process with the component {@code admin} alone. */
@QuarkusTest
@TestProfile(AdminOnlyAcceptanceTest.AdminOnly.class)
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class AdminOnlyAcceptanceTest {

    ManagementPort management;

    public static final class AdminOnly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.roles", "admin");
        }
    }

    /** The endpoints of a component, or of all others, each with its method and path. */
    private static List<String[]> endpoints(boolean ofAdmin) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream(Endpoints.FILE))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words[0].equals(Component.ADMIN.name()) == ofAdmin)
                    .toList();
        }
    }

    private static Response request(String method, String path) {
        return given().contentType("application/json").body("{}").request(method, path.replaceAll("[{}]", ""));
    }

    @Test
    void answersPathsOfOtherComponentsLikeUnknownPaths() throws IOException {
        // Given
        Map<String, Object> unknown = problem("GET", "/unknown");

        // Then
        assertThat(endpoints(false)).hasSizeGreaterThan(3).allSatisfy(endpoint -> Stream.of(
                        endpoint[1], "DELETE", "OPTIONS")
                .forEach(method -> assertThat(problem(method, endpoint[2])).isEqualTo(unknown)));
    }

    private static Map<String, Object> problem(String method, String path) {
        Map<String, Object> problem = request(method, path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .extract()
                .path("");
        problem.remove("instance");
        return problem;
    }

    @Test
    void servesItsOwnPaths() throws IOException {
        assertThat(endpoints(true)).hasSizeGreaterThan(8).allSatisfy(endpoint -> assertThat(
                        request("DELETE", endpoint[2]).statusCode())
                .isEqualTo(405));
        for (String path : List.of("/topics", "/consumer-groups", "/dead-letters")) {
            given().get(path).then().statusCode(200);
        }
    }

    @Test
    void describesOnlyItsOwnPaths() throws IOException {
        // When
        Map<String, Map<String, Object>> paths = given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");

        // Then
        assertThat(paths.keySet())
                .containsExactlyInAnyOrderElementsOf(endpoints(true).stream()
                        .map(endpoint -> endpoint[2])
                        .distinct()
                        .toList());
    }

    @Test
    void waitsForNothingThatOtherComponentsNeed() {
        management.awaitReady();
        management
                .get("health/ready")
                .body(
                        "checks.name",
                        containsInAnyOrder("topics", "event schemas", "database", "identity provider", "not stopping"));
    }
}
