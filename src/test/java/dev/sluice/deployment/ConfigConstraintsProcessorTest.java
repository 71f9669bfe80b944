package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Constraint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigConstraintsProcessorTest {

    interface Supported {

        @Min(1)
        @Max(10)
        int number();

        Optional<@Min(1) Short> optional();

        Map<String, Set<@Pattern(regexp = "[a-z]+") String>> texts();

        Duration unconstrained();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @Constraint(validatedBy = {})
    @interface Custom {}

    @Custom
    interface Unsupported {

        @Size(min = 1)
        String other();

        Optional<@Size(min = 1) String> argument();

        Map<@Size(min = 1) String, Integer> key();

        @Size(min = 1)
        String[] elements();

        @Min(1)
        OptionalInt type();

        @Pattern(regexp = "a.*")
        @Pattern(regexp = ".*b")
        String repeated();

        @Pattern(regexp = "a", flags = Pattern.Flag.CASE_INSENSITIVE)
        String flags();

        @Custom
        int custom();
    }

    @Test
    void acceptsSupportedConstraints() {
        assertThat(ConfigConstraintsProcessor.unsupportedConstraints(Supported.class))
                .isEmpty();
    }

    @Test
    void reportsUnsupportedConstraints() {
        assertThat(ConfigConstraintsProcessor.unsupportedConstraints(Unsupported.class))
                .containsExactlyInAnyOrder(
                        "@Custom on dev.sluice.deployment.ConfigConstraintsProcessorTest$Unsupported",
                        "Unsupported.other: @Size on java.lang.String",
                        "Unsupported.argument: @Size on java.lang.String",
                        "Unsupported.key: @Size on java.lang.String",
                        "Unsupported.elements: @Size on java.lang.String[]",
                        "Unsupported.elements: @Size on java.lang.String",
                        "Unsupported.type: @Min on java.util.OptionalInt",
                        "Unsupported.repeated: @List on java.lang.String",
                        "Unsupported.flags: @Pattern on java.lang.String",
                        "Unsupported.custom: @Custom on int");
    }
}
