package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.CanonicalPath.Spelling;
import io.vertx.core.http.impl.HttpUtils;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/parcels",
                "/parcels/p-1",
                "/parcels/a:b@c,d=e+f",
                "/parcels/a%3Bb%2F%25",
                "/parcels/%C3%A9",
                "/a/...",
                "/q/swagger-ui/"
            })
    void acceptsCanonicalPath(String path) {
        assertThat(CanonicalPath.ofPath(path)).isEqualTo(Spelling.CANONICAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "//",
                "//parcels",
                "/parcels/",
                "/parcels//p",
                "/.",
                "/parcels/..",
                "/./parcels",
                "/parcels/../q",
                "/parcels/%2E",
                "/parcels/%2e%2e/x",
                "/p%61rcels",
                "/parcels/%7e",
                "/parcels;v=1/p",
                "/parcels/p;",
                "/parcels/%c3%a9",
                "/q/openapi/"
            })
    void findsOtherSpellings(String path) {
        assertThat(CanonicalPath.ofPath(path)).isEqualTo(Spelling.ALTERNATIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/parcels/100%",
                "/%4",
                "/%zz",
                "/%-1",
                "/%FF",
                "/%C3",
                "/%C0%AF",
                "/%ED%A0%80",
                "/a b",
                "/é",
                "/a|b",
                "/a\\b",
                "/a#b",
                "/\u0001",
                "/%\uff11\uff11"
            })
    void findsMalformedPaths(String path) {
        assertThat(CanonicalPath.ofPath(path)).isEqualTo(Spelling.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=1&b=2", "a==", "a=%C3%A9+%26", "a=x;y", "a[]={\"b\"}"})
    void acceptsValidQuery(String query) {
        assertThat(CanonicalPath.isValidQuery(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%z1", "a=%FF", "a=é", "=a", "a=1&=2", "a;=2"})
    void rejectsMalformedQuery(String query) {
        assertThat(CanonicalPath.isValidQuery(query)).isFalse();
    }

    @Test
    void routesCanonicalPathsAsTheyAre() {
        List<String> parts =
                List.of("/", "/", "a", ".", "..", "%2F", "%2E", "%61", ";", "%3B", "~", "%", "C3", "%A9", "é", "+");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder path = new StringBuilder("/");
            for (int part = random.nextInt(8); part > 0; part--) {
                path.append(parts.get(random.nextInt(parts.size())));
            }
            if (CanonicalPath.ofPath(path.toString()) == Spelling.CANONICAL) {
                assertThat(HttpUtils.normalizePath(path.toString()))
                        .as("seed %d", seed)
                        .isEqualTo(path.toString());
                assertThat(path.toString()).as("seed %d", seed).doesNotContain(";");
            }
        }
    }
}
