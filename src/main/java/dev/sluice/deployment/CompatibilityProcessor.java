package dev.sluice.deployment;

import dev.sluice.compatibility.CompatibilityCheck;
import dev.sluice.compatibility.CompatibilityLevel;
import io.quarkus.bootstrap.workspace.WorkspaceModule;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Checks schema compatibility in dev mode, where live reload does not run Maven's check. An incompatible schema fails the
 * reload; the next compatible change recovers it.
 */
class CompatibilityProcessor {

    private static final String COMPATIBILITY = "sluice.schema.compatibility";

    @BuildStep(onlyIf = IsDevelopment.class)
    @Produce(ServiceStartBuildItem.class)
    void check(CurateOutcomeBuildItem outcome) {
        WorkspaceModule module = outcome.getApplicationModel().getApplicationModule();
        if (module == null) {
            return;
        }
        CompatibilityCheck.ofProject(module.getModuleDir().toPath()).check(level());
    }

    /** Returns the level that the POM or Maven's command line sets. */
    private static CompatibilityLevel level() {
        return ConfigProvider.getConfig()
                .getOptionalValue(COMPATIBILITY, String.class)
                .map(CompatibilityLevel::named)
                .orElse(CompatibilityLevel.BACKWARD_TRANSITIVE);
    }
}
