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

class ConstraintDeclarationsTest {

    interface Known {

        @Min(1)
        @Max(10)
        int number();

        Optional<@Min(1) Short> perhaps();

        Map<String, Set<@Pattern(regexp = "[a-z]+") String>> texts();

        Duration withoutLimit();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @Constraint(validatedBy = {})
    @interface Own {}

    @Own
    interface Unknown {

        @Size(min = 1)
        String other();

        Optional<@Size(min = 1) String> inside();

        Map<@Size(min = 1) String, Integer> key();

        @Size(min = 1)
        String[] elements();

        @Min(1)
        OptionalInt type();

        @Pattern(regexp = "a.*")
        @Pattern(regexp = ".*b")
        String twice();

        @Pattern(regexp = "a", flags = Pattern.Flag.CASE_INSENSITIVE)
        String flags();

        @Own
        int own();
    }

    @Test
    void theseAreHeld() {
        assertThat(ConstraintDeclarations.unknown(Known.class)).isEmpty();
    }

    @Test
    void whateverElseIsFound() {
        assertThat(ConstraintDeclarations.unknown(Unknown.class))
                .containsExactlyInAnyOrder(
                        "@Own of dev.sluice.deployment.ConstraintDeclarationsTest$Unknown",
                        "Unknown.other: @Size of java.lang.String",
                        "Unknown.inside: @Size of java.lang.String",
                        "Unknown.key: @Size of java.lang.String",
                        "Unknown.elements: @Size of java.lang.String[]",
                        "Unknown.elements: @Size of java.lang.String",
                        "Unknown.type: @Min of java.util.OptionalInt",
                        "Unknown.twice: @List of java.lang.String",
                        "Unknown.flags: @Pattern of java.lang.String",
                        "Unknown.own: @Own of int");
    }
}
