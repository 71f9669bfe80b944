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
import java.util.List;

/** Has the configuration held to its {@link ConfigConstraints}, unless Hibernate Validator does so. */
class ConfigConstraintsProcessor {

    @BuildStep
    void hold(
            Capabilities capabilities,
            List<ConfigClassBuildItem> configuration,
            BuildProducer<StaticInitConfigBuilderBuildItem> whileInitialized,
            BuildProducer<RunTimeConfigBuilderBuildItem> atStart,
            BuildProducer<ReflectiveClassBuildItem> reflective) {
        if (capabilities.isPresent(Capability.HIBERNATE_VALIDATOR)) {
            return;
        }
        List<Class<?>> interfaces = configuration.stream()
                .filter(ConfigClassBuildItem::isMapping)
                .filter(mapping -> ConfigConstraints.applyTo(mapping.getConfigClass()))
                .<Class<?>>flatMap(mapping -> mapping.getConfigComponentInterfaces().stream())
                .toList();
        List<String> unknown =
                interfaces.stream().flatMap(ConstraintDeclarations::unknown).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "Settings have limits that nothing would hold:\n  " + String.join("\n  ", unknown));
        }
        whileInitialized.produce(new StaticInitConfigBuilderBuildItem(ConfigConstraints.class));
        atStart.produce(new RunTimeConfigBuilderBuildItem(ConfigConstraints.class));
        reflective.produce(ReflectiveClassBuildItem.builder(interfaces.toArray(Class[]::new))
                .methods()
                .build());
    }
}
