package dev.sluice.deployment;

import dev.sluice.safety.Limits;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ConfigClassBuildItem;
import io.quarkus.deployment.builditem.ConfigClassBuildItem.Kind;
import io.quarkus.deployment.builditem.RunTimeConfigBuilderBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import java.util.List;

/** Has the configuration held to its {@link Limits}, which are read in a native image too. */
class LimitsProcessor {

    @BuildStep
    RunTimeConfigBuilderBuildItem validator() {
        return new RunTimeConfigBuilderBuildItem(Limits.class);
    }

    @BuildStep
    void reflection(List<ConfigClassBuildItem> interfaces, BuildProducer<ReflectiveClassBuildItem> reflective) {
        interfaces.stream()
                .filter(type -> type.getKind() == Kind.MAPPING)
                .map(type -> ReflectiveClassBuildItem.builder(
                                type.getConfigComponentInterfaces().toArray(Class[]::new))
                        .methods()
                        .build())
                .forEach(reflective::produce);
    }
}
