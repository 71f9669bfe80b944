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
 * Holds settings to the limits that the application's interfaces declare with annotations of Jakarta Validation: {@code @Min} and
 * {@code @Max} of numbers, {@code @Pattern} of text, also of what an {@code Optional}, a collection or a map has. SmallRye Config
 * asks it of each interface that it reads, on the thread that starts (docs/adr/0015-config-constraints.md).
 */
public final class ConfigConstraints implements ConfigValidator, ConfigBuilder {

    /** Whether the settings of an interface are held to its limits: it is the application's, and not an extension's. */
    public static boolean holdFor(Class<?> type) {
        return type.isInterface() && !type.isAnnotationPresent(ConfigRoot.class);
    }

    /** The methods of an interface that are settings, those of its superinterfaces included. */
    public static Stream<Method> settings(Class<?> type) {
        return Arrays.stream(type.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers()));
    }

    @Override
    public SmallRyeConfigBuilder configBuilder(SmallRyeConfigBuilder builder) {
        return builder.withValidator(this);
    }

    /** @throws ConfigValidationException with a problem for each setting that is beyond a limit */
    @Override
    public void validateMapping(Class<?> type, String prefix, Object settings) {
        if (holdFor(type)) {
            Problem[] problems =
                    ofGroup(prefix, type, settings).sorted().map(Problem::new).toArray(Problem[]::new);
            if (problems.length > 0) {
                throw new ConfigValidationException(problems);
            }
        }
    }

    private static Stream<String> ofGroup(String prefix, Class<?> type, Object settings) {
        return settings(type)
                .flatMap(setting ->
                        ofValue(key(prefix, setting), setting.getAnnotatedReturnType(), value(setting, settings)));
    }

    private static Stream<String> ofValue(String key, AnnotatedType type, Object value) {
        return Stream.concat(
                Arrays.stream(type.getAnnotations())
                        .flatMap(limit -> beyond(limit, value).map(fault -> key + fault).stream()),
                inside(key, type, value));
    }

    private static Stream<String> inside(String key, AnnotatedType type, Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.stream().flatMap(present -> ofValue(key, argument(type, 0), present));
        } else if (value instanceof Collection<?> elements) {
            return elements.stream().flatMap(element -> ofValue(key, argument(type, 0), element));
        } else if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .flatMap(entry ->
                            ofValue("%s.\"%s\"".formatted(key, entry.getKey()), argument(type, 1), entry.getValue()));
        }
        return type.getType() instanceof Class<?> plain && isGroup(plain) ? ofGroup(key, plain, value) : Stream.empty();
    }

    /** Unlike {@code Path}, which is a value. */
    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && !type.getName().startsWith("java.");
    }

    /** Says nothing of a text but what it must match: it may be a secret. */
    private static Optional<String> beyond(Annotation limit, Object value) {
        if (limit instanceof Min min && !(number(value) >= min.value())) {
            return Optional.of(" is %s: it must be at least %d".formatted(value, min.value()));
        } else if (limit instanceof Max max && !(number(value) <= max.value())) {
            return Optional.of(" is %s: it must be at most %d".formatted(value, max.value()));
        } else if (limit instanceof Pattern pattern && !((String) value).matches(pattern.regexp())) {
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
