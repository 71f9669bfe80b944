package dev.sluice.deployment;

import dev.sluice.runtime.ConfigConstraints;
import jakarta.validation.Constraint;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** Finds limits that {@link ConfigConstraints} do not know, so that none stands anywhere and is not held. */
final class ConstraintDeclarations {

    private static final String JAKARTA = Constraint.class.getPackageName();

    private static final Set<Type> NUMBERS = Set.of(
            short.class, Short.class, int.class, Integer.class, long.class, Long.class, double.class, Double.class);

    private ConstraintDeclarations() {}

    /** A sentence for each that an interface declares. */
    static Stream<String> unknown(Class<?> type) {
        return Stream.concat(
                        unknown(type, type),
                        ConfigConstraints.settings(type).flatMap(ConstraintDeclarations::ofSetting))
                .distinct();
    }

    private static Stream<String> ofSetting(Method setting) {
        AnnotatedType type = setting.getAnnotatedReturnType();
        return Stream.concat(unknown(setting, type.getType()), ofType(type)).map(limit -> "%s.%s: %s"
                .formatted(setting.getDeclaringClass().getSimpleName(), setting.getName(), limit));
    }

    private static Stream<String> ofType(AnnotatedType type) {
        AnnotatedType[] inside = {};
        if (type instanceof AnnotatedParameterizedType generic) {
            inside = generic.getAnnotatedActualTypeArguments();
        } else if (type instanceof AnnotatedArrayType array) {
            inside = new AnnotatedType[] {array.getAnnotatedGenericComponentType()};
        }
        return Stream.concat(
                unknown(type, type.getType()), Arrays.stream(inside).flatMap(ConstraintDeclarations::ofType));
    }

    private static Stream<String> unknown(AnnotatedElement element, Type type) {
        return Arrays.stream(element.getAnnotations())
                .filter(ConstraintDeclarations::isConstraint)
                .filter(limit -> !isKnown(limit, type))
                .map(limit -> "@%s of %s".formatted(limit.annotationType().getSimpleName(), type.getTypeName()));
    }

    /** Those of Jakarta Validation also as lists, which repeated annotations are. */
    private static boolean isConstraint(Annotation annotation) {
        Class<?> type = annotation.annotationType();
        return type.isAnnotationPresent(Constraint.class)
                || type.getPackageName().startsWith(JAKARTA);
    }

    private static boolean isKnown(Annotation limit, Type type) {
        return limit instanceof Pattern pattern
                ? pattern.flags().length == 0 && type == String.class
                : (limit instanceof Min || limit instanceof Max) && NUMBERS.contains(type);
    }
}
