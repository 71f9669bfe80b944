package dev.sluice.deployment;

import dev.sluice.shutdown.DrainListener;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ShutdownListenerBuildItem;

/** Has Quarkus call the drain before it stops anything, which an observer of its events cannot. */
class ShutdownProcessor {

    @BuildStep
    ShutdownListenerBuildItem drain() {
        return new ShutdownListenerBuildItem(new DrainListener());
    }
}
