package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.Endpoints.Endpoint;
import dev.sluice.runtime.Component;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    private static final String RESOURCE = "dev.sluice.Resource";

    private static final List<Endpoint> ALL = List.of(
            new Endpoint(Component.INGRESS, "POST", "/events", RESOURCE),
            new Endpoint(Component.INGRESS, "POST", "/events/{type}", RESOURCE),
            new Endpoint(Component.QUERY, "GET", "/events/{id}", RESOURCE),
            new Endpoint(Component.QUERY, "GET", "/events/{id}/story", RESOURCE),
            new Endpoint(Component.ADMIN, "GET", "/topics", RESOURCE),
            new Endpoint(Component.ADMIN, "GET", "/topics/{name}", RESOURCE));

    private static boolean isInactive(Component active, String method, String path) {
        return new Endpoints(ALL, endpoint -> endpoint.component() == active).isInactive(method, path);
    }

    @ParameterizedTest
    @CsvSource({
        "INGRESS, POST, /events",
        "INGRESS, POST, /events/parcel.created",
        "INGRESS, OPTIONS, /events",
        "INGRESS, DELETE, /events/parcel.created",
        "INGRESS, GET, /event-types",
        "INGRESS, GET, /topicsx",
        "INGRESS, GET, /topics/a/b",
        "QUERY, GET, /events/0197",
        "QUERY, HEAD, /events/0197",
        "ADMIN, GET, /topics",
        "ADMIN, GET, /topics/a%2Fb",
        "ADMIN, POST, /topics",
        "ADMIN, GET, /q/openapi"
    })
    void servesEndpointsOfActiveComponentsAndOtherPaths(Component active, String method, String path) {
        assertThat(isInactive(active, method, path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "INGRESS, GET, /topics",
        "INGRESS, POST, /topics",
        "INGRESS, OPTIONS, /topics",
        "INGRESS, GET, /topics/parcels",
        "INGRESS, GET, /topics/{name}",
        "INGRESS, GET, /events/0197",
        "INGRESS, HEAD, /events/0197",
        "INGRESS, GET, /events/0197/story",
        "QUERY, POST, /events",
        "QUERY, POST, /events/parcel.created",
        "ADMIN, POST, /events/parcel.created",
        "ADMIN, GET, /events/0197"
    })
    void hidesEndpointsOfInactiveComponents(Component active, String method, String path) {
        assertThat(isInactive(active, method, path)).isTrue();
    }

    @Test
    void hidesNothingIfAllAreActive() {
        assertThat(new Endpoints(ALL, endpoint -> true).areAllActive()).isTrue();
        assertThat(new Endpoints(ALL, endpoint -> endpoint.component() != Component.ADMIN).areAllActive())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/{name: [a-z]+}", "/topics/{name}.json", "/topics/{name", "/{name}/topics"})
    void rejectsPathsThatItCannotMatch(String path) {
        assertThatThrownBy(() -> new Endpoint(Component.ADMIN, "GET", path, RESOURCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path);
    }
}
