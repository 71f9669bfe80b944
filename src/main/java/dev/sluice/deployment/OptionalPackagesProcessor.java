package dev.sluice.deployment;

import dev.sluice.runtime.EnabledBy;
import dev.sluice.runtime.OptionalPackages;
import dev.sluice.runtime.OptionalSettings;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import java.util.ArrayList;
import java.util.List;
import org.jboss.jandex.AnnotationInstance;

/** Lists the {@link OptionalPackages} of the application. */
class OptionalPackagesProcessor {

    @BuildStep
    void list(
            CombinedIndexBuildItem combinedIndex,
            BuildProducer<GeneratedResourceBuildItem> resources,
            BuildProducer<NativeImageResourceBuildItem> nativeResources) {
        List<String> lines = new ArrayList<>();
        for (AnnotationInstance enabledBy : combinedIndex.getIndex().getAnnotations(EnabledBy.class)) {
            // The target is the class that package-info.java is compiled to.
            String name = enabledBy.target().asClass().name().packagePrefix();
            lines.add(name + " " + enabledBy.value().asString());
            nativeResources.produce(new NativeImageResourceBuildItem(OptionalSettings.resource(name)));
        }
        lines.sort(null);
        resources.produce(EventCatalogProcessor.resource(OptionalPackages.FILE, lines));
        nativeResources.produce(new NativeImageResourceBuildItem(OptionalPackages.FILE));
    }
}
