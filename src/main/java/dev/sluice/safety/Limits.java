package dev.sluice.safety;

import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithParentName;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds settings to the limits that their interfaces declare: {@code @Min}, {@code @Max} and {@code @Pattern}, as Jakarta
 * Validation defines them (section 8), on a value or on what an {@code Optional}, a collection or a map has. SmallRye Config
 * asks it of each interface that it reads, on the thread that starts, and ends the start with all that it finds
 * (docs/adr/0015-limits.md).
 */
public final class Limits implements ConfigValidator, ConfigBuilder {

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withValidator(this);
    }

    /**
     * Passes over those of extensions.
     *
     * @throws ConfigValidationException with a problem for each setting that is beyond its limits
     * @throws IllegalStateException if an interface declares a limit that is not known here
     */
    @Override
    public void validateMapping(Class<?> type, String prefix, Object settings) {
        if (!type.isAnnotationPresent(ConfigRoot.class)) {
            Problem[] problems =
                    beyond(prefix, type, settings).sorted().map(Problem::new).toArray(Problem[]::new);
            if (problems.length > 0) {
                throw new ConfigValidationException(problems);
            }
        }
    }

    private static Stream<String> beyond(String prefix, Class<?> type, Object settings) {
        return Arrays.stream(type.getMethods())
                .flatMap(setting ->
                        beyond(key(prefix, setting), setting.getAnnotatedReturnType(), value(setting, settings)));
    }

    private static Stream<String> beyond(String key, AnnotatedType type, Object value) {
        return Stream.concat(
                Arrays.stream(type.getAnnotations())
                        .filter(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class))
                        .flatMap(limit -> missed(limit, value).stream())
                        .map(limit -> "%s is %s: it must be %s".formatted(key, value, limit)),
                inside(key, type, value));
    }

    private static Stream<String> inside(String key, AnnotatedType type, Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.stream().flatMap(present -> beyond(key, argument(type, 0), present));
        } else if (value instanceof Collection<?> elements) {
            return elements.stream().flatMap(element -> beyond(key, argument(type, 0), element));
        } else if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .flatMap(entry ->
                            beyond("%s.\"%s\"".formatted(key, entry.getKey()), argument(type, 1), entry.getValue()));
        }
        return type.getType() instanceof Class<?> plain && isGroup(plain) ? beyond(key, plain, value) : Stream.empty();
    }

    /** Unlike {@code Path}, which is a value. */
    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && !type.getName().startsWith("java.");
    }

    /** What a value must be, unless it is. */
    private static Optional<String> missed(Annotation limit, Object value) {
        if (limit instanceof Min min && value instanceof Number number) {
            return unless(number.doubleValue() >= min.value(), "at least " + min.value());
        } else if (limit instanceof Max max && value instanceof Number number) {
            return unless(number.doubleValue() <= max.value(), "at most " + max.value());
        } else if (limit instanceof Pattern pattern && value instanceof String text) {
            return unless(text.matches(pattern.regexp()), pattern.regexp());
        }
        throw new IllegalStateException("%s has no meaning here for a %s".formatted(limit, value.getClass()));
    }

    private static Optional<String> unless(boolean within, String limit) {
        return within ? Optional.empty() : Optional.of(limit);
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static String key(String prefix, Method setting) {
        return setting.isAnnotationPresent(WithParentName.class)
                ? prefix
                : prefix + "." + NamingStrategy.KEBAB_CASE.apply(setting.getName());
    }

    private static Object value(Method setting, Object settings) {
        try {
            return setting.invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
