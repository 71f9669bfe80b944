package dev.sluice.safety;

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
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

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

        @WithDefault("file")
        Path file();

        Group group();

        @WithParentName
        Map<String, Group> named();
    }

    public interface Group {

        @WithDefault("100")
        @Min(100)
        long leastBytes();
    }

    @ConfigMapping(prefix = "some")
    public interface Unknown {

        @Size(min = 1)
        Optional<String> name();
    }

    @ConfigRoot
    @ConfigMapping(prefix = "some")
    public interface Extension {

        @WithDefault("0")
        @Min(1)
        int most();
    }

    @Test
    void defaultsAreWithin() {
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
        "group.least-bytes, 100",
        "order.least-bytes, 9223372036854775807"
    })
    void aLimitItselfIsWithin(String key, String value) {
        assertThatCode(() -> read(Settings.class, Map.of("some." + key, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "most, 0, at least 1",
        "most, 11, at most 10",
        "ratio, -0.001, at least 0",
        "ratio, 1.001, at most 1",
        "ratio, NaN, at most 1",
        "replicas, 0, at least 1",
        "group.least-bytes, 99, at least 100"
    })
    void whatIsBeyondIsNamedWithItsLimit(String key, String value, String limit) {
        assertThatThrownBy(() -> read(Settings.class, Map.of("some." + key, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("some.%s is %s: it must be %s", key, value, limit);
    }

    @Test
    void allThatIsBeyondIsNamed() {
        // Given
        Map<String, String> settings = Map.of(
                "some.most",
                "0",
                "some.roles",
                "reader,owner",
                "some.group.least-bytes",
                "1",
                "some.\"order.created\".least-bytes",
                "2");

        // When
        Throwable refused = catchThrowable(() -> read(Settings.class, settings));

        // Then
        assertThat(refused)
                .hasMessageContainingAll(
                        "some.most is 0: it must be at least 1",
                        "some.roles is owner: it must be reader|writer",
                        "some.group.least-bytes is 1: it must be at least 100",
                        "some.\"order.created\".least-bytes is 2: it must be at least 100");
    }

    @Test
    void aLimitThatNobodyChecksIsNotDeclared() {
        assertThatThrownBy(() -> read(Unknown.class, Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Size");
    }

    @Test
    void extensionsCheckTheirOwn() {
        assertThatCode(() -> read(Extension.class, Map.of())).doesNotThrowAnyException();
    }

    private static void read(Class<?> type, Map<String, String> settings) {
        new Limits()
                .configBuilder(new SmallRyeConfigBuilder()
                        .withMapping(type)
                        .withSources(new PropertiesConfigSource(new HashMap<>(settings), "test", 500)))
                .build();
    }
}
