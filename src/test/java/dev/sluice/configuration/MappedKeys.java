package dev.sluice.configuration;

import dev.sluice.testing.MainClasses;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The keys of all {@code @ConfigMapping} interfaces, as lines of docs/configuration.md. */
final class MappedKeys {

    private MappedKeys() {}

    /** Returns a table per prefix, in alphabetical order. */
    static List<String> lines() {
        return MainClasses.with(ConfigMapping.class).stream()
                .sorted(Comparator.<Class<?>, String>comparing(MappedKeys::prefix))
                .map(MappedKeys::table)
                .flatMap(List::stream)
                .toList();
    }

    private static String prefix(Class<?> type) {
        return type.getAnnotation(ConfigMapping.class).prefix();
    }

    private static List<String> table(Class<?> type) {
        SourceComments comments = SourceComments.of(type);
        List<String> lines = new ArrayList<>(List.of("", "### " + prefix(type), ""));
        String comment = comments.of(type.getSimpleName());
        if (!comment.isEmpty()) {
            lines.addAll(List.of(comment, ""));
        }
        lines.add("| key | value | default | meaning |");
        lines.add("|---|---|---|---|");
        Map<String, Property> properties = new TreeMap<>(ConfigMappings.getProperties(ConfigClass.configClass(type)));
        // Indexed keys of list elements are left out: lists are set as a whole.
        properties.keySet().removeIf(key -> key.contains("["));
        properties.forEach((key, property) -> lines.add(row(key, property, comments)));
        return lines;
    }

    private static String row(String key, Property property, SourceComments comments) {
        Method method = property.getMethod();
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        key.replace(".*", ".\"…\""),
                        values(method),
                        property.hasDefaultValue() && property.getDefaultValue() != null
                                ? "`" + property.getDefaultValue().replace("|", "\\|") + "`"
                                : "",
                        comments.of(method.getDeclaringClass().getSimpleName() + "." + method.getName()));
    }

    /** Returns the kind of value that a setting takes, or its range. */
    private static String values(Method method) {
        AnnotatedType type = method.getAnnotatedReturnType();
        AnnotatedElement limits = method;
        if (type instanceof AnnotatedParameterizedType optional && raw(type.getType()) == Optional.class) {
            type = optional.getAnnotatedActualTypeArguments()[0];
            limits = type;
        }
        Min min = limits.getAnnotation(Min.class);
        Max max = limits.getAnnotation(Max.class);
        return min == null || max == null
                ? kind(type.getType()) + (min == null ? "" : " from " + min.value())
                : min.value() + " to " + max.value();
    }

    private static String kind(Type type) {
        Class<?> raw = raw(type);
        if (raw == int.class || raw == long.class || Number.class.isAssignableFrom(raw)) {
            return "number";
        } else if (raw == boolean.class) {
            return "`true` or `false`";
        } else if (raw == Duration.class) {
            return "time";
        } else if (raw == MemorySize.class) {
            return "bytes";
        } else if (raw == Pattern.class) {
            return "regular expression";
        } else if (raw.isEnum()) {
            return "one of `" + String.join("`, `", names(raw)) + "`";
        } else if (raw == Map.class) {
            return kind(((ParameterizedType) type).getActualTypeArguments()[1]);
        } else if (Set.class.isAssignableFrom(raw) || List.class.isAssignableFrom(raw)) {
            return "list";
        }
        return "text";
    }

    private static List<String> names(Class<?> raw) {
        return Arrays.stream(raw.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }
}
