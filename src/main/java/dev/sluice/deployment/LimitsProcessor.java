package dev.sluice.deployment;

import dev.sluice.safety.Limits;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ConfigClassBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigBuilderBuildItem;
import io.quarkus.deployment.builditem.StaticInitConfigBuilderBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import java.util.List;

/** Has the configuration held to its {@link Limits}, unless Hibernate Validator does so. */
class LimitsProcessor {

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
                .filter(mapping -> Limits.holdFor(mapping.getConfigClass()))
                .<Class<?>>flatMap(mapping -> mapping.getConfigComponentInterfaces().stream())
                .toList();
        List<String> unknown =
                interfaces.stream().flatMap(LimitDeclarations::unknown).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "Settings have limits that nothing would hold:\n  " + String.join("\n  ", unknown));
        }
        whileInitialized.produce(new StaticInitConfigBuilderBuildItem(Limits.class));
        atStart.produce(new RunTimeConfigBuilderBuildItem(Limits.class));
        reflective.produce(ReflectiveClassBuildItem.builder(interfaces.toArray(Class[]::new))
                .methods()
                .build());
    }
}
