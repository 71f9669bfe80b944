package dev.sluice.ingress.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.idempotency.KeyedRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdentityTest {

    private static final UUID UUID_7 = UUID.fromString("01a20ccc-f434-7ff3-9db2-869bb6f03f21");

    @Test
    void keepsUuid() {
        assertThat(EventIdentity.eventId("/s", UUID_7.toString())).isEqualTo(UUID_7);
        assertThat(EventIdentity.eventId("/s", UUID_7.toString().toUpperCase())).isEqualTo(UUID_7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-1-1-1-1",
                "01a20ccc-f434-7ff3-9db2-869bb6f03f2g",
                "01a20cccf-434-7ff3-9db2-869bb6f03f21",
                "urn:uuid:01a20ccc-f434-7ff3-9db2-869bb6f03f21"
            })
    void derivesIdFromOtherText(String id) {
        assertThat(EventIdentity.uuid(id)).isEmpty();
        assertThat(EventIdentity.eventId("/s", id).version()).isEqualTo(5);
    }

    /** Consumers recognize duplicates by the id, also those of an event that was first sent to an earlier version. */
    @Test
    void derivesTheSameIdInEveryVersion() {
        assertThat(EventIdentity.eventId("/s", "1")).hasToString("035f4927-3132-50e7-a44c-82e61ea63f30");
        assertThat(EventIdentity.eventId("desk", "/s", "1")).hasToString("fbf7072a-3bc9-57fa-b617-6029c0f771d1");
    }

    @Test
    void differsBySourceAndCaller() {
        assertThat(List.of(
                        EventIdentity.eventId("/s", "1"),
                        EventIdentity.eventId("/t", "1"),
                        EventIdentity.eventId("/s", "2"),
                        EventIdentity.eventId("one", "/s", "1"),
                        EventIdentity.eventId("two", "/s", "1"),
                        EventIdentity.eventId("two", "/s", UUID_7.toString()),
                        UUID_7))
                .doesNotHaveDuplicates();
    }

    @Test
    void keyIdentifiesTheEventsInOrder() {
        String first = key("/s", "1", "/s", "2");

        assertThat(KeyedRequest.isValidKey(first)).isTrue();
        assertThat(key("/s", "1", "/s", "2")).isEqualTo(first);
        assertThat(List.of(first, key("/s", "2", "/s", "1"), key("/s", "1"), key("/s", "12")))
                .doesNotHaveDuplicates();
    }

    private static String key(String... sourcesAndIds) {
        EventIdentity.KeyBuilder key = new EventIdentity.KeyBuilder();
        for (int i = 0; i < sourcesAndIds.length; i += 2) {
            key.add(Map.of("source", sourcesAndIds[i], "id", sourcesAndIds[i + 1]));
        }
        return key.toKey();
    }
}
