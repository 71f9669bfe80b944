package dev.sluice.admin.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ImageMode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicSpecsTest {

    @ParameterizedTest
    @CsvSource({
        "zstd, NATIVE_RUN, true",
        "snappy, NATIVE_RUN, true",
        "lz4, NATIVE_RUN, false",
        "gzip, NATIVE_RUN, false",
        "producer, NATIVE_RUN, false",
        "zstd, JVM, false"
    })
    void findsCodecsThatTheProcessDoesNotHave(String codec, ImageMode mode, boolean isUnreadable) {
        assertThat(TopicSpecs.isUnreadable(
                        new TopicSpec("parcels", 6, Optional.empty(), Map.of("compression.type", codec)), mode))
                .isEqualTo(isUnreadable);
    }
}
