package dev.sluice.deployment;

import dev.sluice.runtime.StopSignals;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.nativeimage.NativeImageProxyDefinitionBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;

/** Registers for a native image what {@link StopSignals} looks up by name. */
class ShutdownProcessor {

    @BuildStep
    ReflectiveClassBuildItem signals() {
        return ReflectiveClassBuildItem.builder(StopSignals.SIGNAL, StopSignals.HANDLER)
                .methods()
                .build();
    }

    @BuildStep
    NativeImageProxyDefinitionBuildItem signalHandler() {
        return new NativeImageProxyDefinitionBuildItem(StopSignals.HANDLER);
    }
}
