package dev.sluice.deployment;

import dev.sluice.shutdown.DrainListener;
import dev.sluice.shutdown.StopSignals;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ShutdownListenerBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageProxyDefinitionBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;

/** Has Quarkus call the drain before it stops anything, which an observer of its events cannot. */
class ShutdownProcessor {

    @BuildStep
    ShutdownListenerBuildItem drain() {
        return new ShutdownListenerBuildItem(new DrainListener());
    }

    /** A native image has what {@link StopSignals} looks up by name. */
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
