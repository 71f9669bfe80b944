package dev.sluice.ingress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyedRequestTest {

    private static byte[] fingerprint(String... parts) {
        return KeyedRequest.fingerprint(Arrays.stream(parts)
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }

    @Test
    void fingerprintDependsOnBoundariesOfParts() {
        assertThat(fingerprint("POST", "/events", "", "x"))
                .hasSize(32)
                .isEqualTo(fingerprint("POST", "/events", "", "x"))
                .isNotEqualTo(fingerprint("POST", "/event", "s", "x"))
                .isNotEqualTo(fingerprint("POST", "/events", "x", ""));
    }

    @Test
    void eventIdsDependOnCallerKeyRequestAndPosition() {
        KeyedRequest request = new KeyedRequest("alice", "key", fingerprint("x"));

        assertThat(request.eventIds().at(1))
                .isEqualTo(new KeyedRequest("alice", "key", fingerprint("x"))
                        .eventIds()
                        .at(1))
                .isNotEqualTo(request.eventIds().at(2))
                .isNotEqualTo(new KeyedRequest("bob", "key", fingerprint("x"))
                        .eventIds()
                        .at(1))
                .isNotEqualTo(new KeyedRequest("alice", "other", fingerprint("x"))
                        .eventIds()
                        .at(1))
                .isNotEqualTo(new KeyedRequest("alice", "key", fingerprint("y"))
                        .eventIds()
                        .at(1));
        assertThat(request.eventIds().at(1).version()).isEqualTo(5);
    }

    @Test
    void acceptsOnlyVisibleAsciiKeys() {
        assertThat(KeyedRequest.isValidKey("8e03978e-40d5-43dd-bc93-6894a57f9324"))
                .isTrue();
        assertThat(KeyedRequest.isValidKey("!~".repeat(127) + "!")).isTrue();
        assertThat(KeyedRequest.isValidKey("!~".repeat(128))).isFalse();
        assertThat(KeyedRequest.isValidKey("")).isFalse();
        assertThat(KeyedRequest.isValidKey("a b")).isFalse();
        assertThat(KeyedRequest.isValidKey("a\u007f")).isFalse();
        assertThat(KeyedRequest.isValidKey("ä")).isFalse();
    }
}
