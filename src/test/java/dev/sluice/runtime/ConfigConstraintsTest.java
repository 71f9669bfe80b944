package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.annotations.ConfigRoot;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigConstraintsTest {

    @ConfigMapping(prefix = "some")
    public interface Settings {

        @WithDefault("1")
        @Min(1)
        @Max(10)
        int most();

        @WithDefault("0.5")
        @Min(0)
        @Max(1)
        double ratio();

        Optional<@Min(1) Short> replicas();

        Optional<Set<@Pattern(regexp = "reader|writer") String>> roles();

        Map<String, @Max(3) Integer> weights();

        @WithName("other")
        @WithDefault("1")
        @Min(1)
        int named();

        @WithDefault("file")
        Path file();

        Group group();

        Optional<Group> perhaps();

        List<Group> several();

        @WithParentName
        Map<String, Group> groups();

        default int twice(int times) {
            return most() * times;
        }
    }

    public interface Group {

        @WithDefault("100")
        @Min(100)
        long leastBytes();
    }

    @ConfigRoot
    @ConfigMapping(prefix = "some")
    public interface Extension {

        @WithDefault("0")
        @Min(1)
        int most();
    }

    @Test
    void acceptsDefaults() {
        assertThatCode(() -> read(Settings.class, Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "most, 1",
        "most, 10",
        "ratio, 0",
        "ratio, 1",
        "replicas, 1",
        "roles, 'reader,writer'",
        "weights.a, 3",
        "group.least-bytes, 100",
        "perhaps.least-bytes, 100",
        "parcel.least-bytes, 9223372036854775807"
    })
    void acceptsLimitItself(String key, String value) {
        assertThatCode(() -> read(Settings.class, Map.of("some." + key, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "most, 0, most is 0: it must be at least 1",
        "most, 11, most is 11: it must be at most 10",
        "ratio, -0.001, ratio is -0.001: it must be at least 0",
        "ratio, 1.001, ratio is 1.001: it must be at most 1",
        "ratio, NaN, ratio is NaN: it must be at most 1",
        "replicas, 0, replicas is 0: it must be at least 1",
        "roles, 'reader,owner', roles must match reader|writer",
        "weights.a, 4, 'weights.\"a\" is 4: it must be at most 3'",
        "other, 0, other is 0: it must be at least 1",
        "group.least-bytes, 99, group.least-bytes is 99: it must be at least 100",
        "perhaps.least-bytes, 99, perhaps.least-bytes is 99: it must be at least 100",
        "several[0].least-bytes, 99, several.least-bytes is 99: it must be at least 100",
        "parcel.least-bytes, 99, '\"parcel\".least-bytes is 99: it must be at least 100'"
    })
    void namesViolationWithItsLimit(String key, String value, String violation) {
        assertThatThrownBy(() -> read(Settings.class, Map.of("some." + key, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageEndingWith("\tsome." + violation);
    }

    @Test
    void namesAllViolationsInOrder() {
        // Given
        Map<String, String> settings = Map.of("some.ratio", "2", "some.other", "0", "some.most", "0");

        // When
        Throwable failure = catchThrowable(() -> read(Settings.class, settings));

        // Then
        assertThat(failure.getMessage().lines().skip(1))
                .containsExactly(
                        "\tsome.most is 0: it must be at least 1",
                        "\tsome.other is 0: it must be at least 1",
                        "\tsome.ratio is 2.0: it must be at most 1");
    }

    @Test
    void ignoresExtensions() {
        assertThatCode(() -> read(Extension.class, Map.of())).doesNotThrowAnyException();
    }

    private static void read(Class<?> type, Map<String, String> settings) {
        new ConfigConstraints()
                .configBuilder(new SmallRyeConfigBuilder()
                        .withMapping(type)
                        .withSources(new PropertiesConfigSource(new HashMap<>(settings), "test", 500)))
                .build();
    }
}
