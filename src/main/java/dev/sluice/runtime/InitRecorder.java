package dev.sluice.runtime;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.Recorder;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/** Runs the tasks in the init process. Quarkus ends that with 0 right after, before its event of the start. */
@Recorder
public class InitRecorder {

    private static final Logger LOG = Logger.getLogger(InitRecorder.class);

    /** Does nothing in any other process. */
    public void runTasks() {
        if (!ConfigProvider.getConfig()
                .getOptionalValue("quarkus.init-and-exit", Boolean.class)
                .orElse(false)) {
            return;
        }
        List<String> failed = Arc.container().instance(InitTasks.class).get().run();
        if (!failed.isEmpty()) {
            LOG.errorf("Not all is done. Failed: %s", String.join(", ", failed));
            // Quarkus takes the exception for a quiet end, whatever code it carries.
            Quarkus.asyncExit(1);
            throw new PreventFurtherStepsException(1);
        }
    }
}
