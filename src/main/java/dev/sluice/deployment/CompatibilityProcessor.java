package dev.sluice.deployment;

import dev.sluice.compatibility.CompatibilityCheck;
import dev.sluice.compatibility.CompatibilityLevel;
import io.quarkus.bootstrap.workspace.WorkspaceModule;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import io.quarkus.deployment.dev.RuntimeUpdatesProcessor;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.dev.console.DevConsoleManager;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Checks schemas in dev mode, where live reload does not run Maven's check. An invalid or incompatible schema fails the reload;
 * the next valid change recovers it.
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
        Path project = module.getModuleDir().toPath();
        CompatibilityLevel level = level();
        CompatibilityCheck.ofProject(project).check(level);
        repeatBeforeReloads(
                project.resolve("src/main/avro"),
                module.getBuildDir().toPath().resolve("generated-sources/avsc"),
                () -> CompatibilityCheck.ofProject(project).check(level));
    }

    /** Repeats the check before each reload. Runs once for a process, since steps outlive reloads. */
    private static void repeatBeforeReloads(Path schemas, Path generated, Runnable check) {
        RuntimeUpdatesProcessor reloads = RuntimeUpdatesProcessor.INSTANCE;
        String registered = SchemaReloadCheck.class.getName();
        if (reloads != null && DevConsoleManager.getGlobal(registered) == null) {
            DevConsoleManager.setGlobal(registered, true);
            // "Remote" dev mode reports its problems in this way; no other interface does.
            reloads.addPreScanStep(new SchemaReloadCheck(schemas, generated, check, reloads::setRemoteProblem));
        }
    }

    /** Returns the level that the POM or Maven's command line sets. */
    private static CompatibilityLevel level() {
        return ConfigProvider.getConfig()
                .getOptionalValue(COMPATIBILITY, String.class)
                .map(CompatibilityLevel::named)
                .orElse(CompatibilityLevel.BACKWARD_TRANSITIVE);
    }
}
