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
 * Says in dev mode, where Maven does not look again, that a schema is not compatible with what was released: as a failure
 * of the reload, which the next change mends.
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
        CompatibilityCheck.ofProject(module.getModuleDir().toPath()).check(mode());
    }

    /** As the pom or Maven's command line says. */
    private static CompatibilityLevel mode() {
        return ConfigProvider.getConfig()
                .getOptionalValue(COMPATIBILITY, String.class)
                .map(CompatibilityLevel::named)
                .orElse(CompatibilityLevel.BACKWARD_TRANSITIVE);
    }
}
