package dev.sluice.runtime;

import io.quarkus.runtime.annotations.ConfigRoot;
import io.quarkus.runtime.configuration.ConfigBuilder;
import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A validator of config mappings. Supports three annotations of Jakarta Validation: {@code @Min} and {@code @Max} for
 * numbers and {@code @Pattern} for text, also for the elements of {@code Optional}s, collections and maps. SmallRye
 * Config calls it for each mapping, on the thread that starts the application (docs/adr/0015-config-constraints.md).
 */
public final class ConfigConstraints implements ConfigValidator, ConfigBuilder {

    /**
     * Returns whether the constraints of a config mapping are checked: those of the application are, those of
     * extensions are not.
     */
    public static boolean applyTo(Class<?> type) {
        return type.isInterface() && !type.isAnnotationPresent(ConfigRoot.class);
    }

    /** Returns the methods of a config mapping that are settings, including inherited ones. */
    public static Stream<Method> settings(Class<?> type) {
        return Arrays.stream(type.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers()));
    }

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withValidator(this);
    }

    /** @throws ConfigValidationException with a problem for each setting that violates a constraint */
    @Override
    public void validateMapping(Class<?> type, String prefix, Object settings) {
        if (applyTo(type)) {
            Problem[] problems = violationsInGroup(prefix, type, settings)
                    .sorted()
                    .map(Problem::new)
                    .toArray(Problem[]::new);
            if (problems.length > 0) {
                throw new ConfigValidationException(problems);
            }
        }
    }

    private static Stream<String> violationsInGroup(String prefix, Class<?> type, Object settings) {
        return settings(type)
                .flatMap(setting ->
                        violations(key(prefix, setting), setting.getAnnotatedReturnType(), value(setting, settings)));
    }

    private static Stream<String> violations(String key, AnnotatedType type, Object value) {
        return Stream.concat(
                Arrays.stream(type.getAnnotations())
                        .flatMap(constraint -> violation(constraint, value).map(text -> key + text).stream()),
                violationsInside(key, type, value));
    }

    private static Stream<String> violationsInside(String key, AnnotatedType type, Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.stream().flatMap(present -> violations(key, argument(type, 0), present));
        } else if (value instanceof Collection<?> elements) {
            return elements.stream().flatMap(element -> violations(key, argument(type, 0), element));
        } else if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .flatMap(entry -> violations(
                            "%s.\"%s\"".formatted(key, entry.getKey()), argument(type, 1), entry.getValue()));
        }
        return type.getType() instanceof Class<?> plain && isGroup(plain)
                ? violationsInGroup(key, plain, value)
                : Stream.empty();
    }

    /** Returns whether a type is a nested group, unlike an interface such as {@code Path}, which is a value. */
    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && !type.getName().startsWith("java.");
    }

    /** Returns the text of a violation. Quotes numbers only: a text may be a secret. */
    private static Optional<String> violation(Annotation constraint, Object value) {
        if (constraint instanceof Min min && !(number(value) >= min.value())) {
            return Optional.of(" is %s: it must be at least %d".formatted(value, min.value()));
        } else if (constraint instanceof Max max && !(number(value) <= max.value())) {
            return Optional.of(" is %s: it must be at most %d".formatted(value, max.value()));
        } else if (constraint instanceof Pattern pattern && !((String) value).matches(pattern.regexp())) {
            return Optional.of(" must match " + pattern.regexp());
        }
        return Optional.empty();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static String key(String prefix, Method setting) {
        if (setting.isAnnotationPresent(WithParentName.class)) {
            return prefix;
        }
        WithName name = setting.getAnnotation(WithName.class);
        return prefix + "." + (name == null ? NamingStrategy.KEBAB_CASE.apply(setting.getName()) : name.value());
    }

    private static Object value(Method setting, Object settings) {
        try {
            setting.setAccessible(true);
            return setting.invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
