package dev.sluice.deployment;

import dev.sluice.runtime.ConfigConstraints;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ConfigClassBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigBuilderBuildItem;
import io.quarkus.deployment.builditem.StaticInitConfigBuilderBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Registers {@link ConfigConstraints} as the validator of the configuration, unless Hibernate Validator is present. Fails the
 * build if a config interface declares a constraint that {@link ConfigConstraints} does not enforce.
 */
class ConfigConstraintsProcessor {

    private static final String JAKARTA = Constraint.class.getPackageName();

    private static final Set<Type> NUMBERS = Set.of(
            short.class, Short.class, int.class, Integer.class, long.class, Long.class, double.class, Double.class);

    @BuildStep
    void registerValidator(
            Capabilities capabilities,
            List<ConfigClassBuildItem> configClasses,
            BuildProducer<StaticInitConfigBuilderBuildItem> staticInit,
            BuildProducer<RunTimeConfigBuilderBuildItem> runTime,
            BuildProducer<ReflectiveClassBuildItem> reflective) {
        if (capabilities.isPresent(Capability.HIBERNATE_VALIDATOR)) {
            return;
        }
        List<Class<?>> interfaces = configClasses.stream()
                .filter(ConfigClassBuildItem::isMapping)
                .filter(mapping -> ConfigConstraints.applyTo(mapping.getConfigClass()))
                .<Class<?>>flatMap(mapping -> mapping.getConfigComponentInterfaces().stream())
                .toList();
        List<String> unsupported = interfaces.stream()
                .flatMap(ConfigConstraintsProcessor::unsupportedConstraints)
                .toList();
        if (!unsupported.isEmpty()) {
            throw new IllegalStateException(
                    "Config interfaces declare constraints that are not enforced. Use @Min or @Max "
                            + "on numbers and @Pattern without flags on strings, or add support to ConfigConstraints:\n  "
                            + String.join("\n  ", unsupported));
        }
        staticInit.produce(new StaticInitConfigBuilderBuildItem(ConfigConstraints.class));
        runTime.produce(new RunTimeConfigBuilderBuildItem(ConfigConstraints.class));
        reflective.produce(ReflectiveClassBuildItem.builder(interfaces.toArray(Class[]::new))
                .methods()
                .build());
    }

    /** Returns a description of each constraint of a config interface that {@link ConfigConstraints} does not enforce. */
    static Stream<String> unsupportedConstraints(Class<?> configInterface) {
        return Stream.concat(
                        unsupportedOn(configInterface, configInterface),
                        ConfigConstraints.settings(configInterface)
                                .flatMap(ConfigConstraintsProcessor::unsupportedOnSetting))
                .distinct();
    }

    private static Stream<String> unsupportedOnSetting(Method setting) {
        AnnotatedType type = setting.getAnnotatedReturnType();
        return Stream.concat(unsupportedOn(setting, type.getType()), unsupportedInType(type))
                .map(constraint -> "%s.%s: %s"
                        .formatted(setting.getDeclaringClass().getSimpleName(), setting.getName(), constraint));
    }

    private static Stream<String> unsupportedInType(AnnotatedType type) {
        AnnotatedType[] arguments = {};
        if (type instanceof AnnotatedParameterizedType generic) {
            arguments = generic.getAnnotatedActualTypeArguments();
        } else if (type instanceof AnnotatedArrayType array) {
            arguments = new AnnotatedType[] {array.getAnnotatedGenericComponentType()};
        }
        return Stream.concat(
                unsupportedOn(type, type.getType()),
                Arrays.stream(arguments).flatMap(ConfigConstraintsProcessor::unsupportedInType));
    }

    private static Stream<String> unsupportedOn(AnnotatedElement element, Type type) {
        return Arrays.stream(element.getAnnotations())
                .filter(ConfigConstraintsProcessor::isConstraint)
                .filter(constraint -> !isSupported(constraint, type))
                .map(constraint ->
                        "@%s on %s".formatted(constraint.annotationType().getSimpleName(), type.getTypeName()));
    }

    /** Returns whether an annotation is a constraint, or the container of a repeated constraint of Jakarta Validation. */
    private static boolean isConstraint(Annotation annotation) {
        Class<?> type = annotation.annotationType();
        return type.isAnnotationPresent(Constraint.class)
                || type.getPackageName().startsWith(JAKARTA);
    }

    private static boolean isSupported(Annotation constraint, Type type) {
        return constraint instanceof Pattern pattern
                ? pattern.flags().length == 0 && type == String.class
                : (constraint instanceof Min || constraint instanceof Max) && NUMBERS.contains(type);
    }
}
