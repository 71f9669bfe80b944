package dev.sluice.runtime;

import io.quarkus.arc.All;
import io.quarkus.arc.Arc;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.Recorder;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The start of the {@linkplain InitTask tasks} in the init process, which exits afterwards, before Quarkus fires the startup event.
 * Quarkus itself would exit with 0 in any case, and five seconds later (3.33).
 */
@Recorder
public class InitRecorder {

    private static final Logger LOG = Logger.getLogger(InitRecorder.class);

    /** Runs the tasks in the init process, and exits with 0, or with 1 if any task fails. Does nothing in other processes. */
    public void runTasks() {
        if (!ConfigProvider.getConfig()
                .getOptionalValue("quarkus.init-and-exit", Boolean.class)
                .orElse(false)) {
            return;
        }
        List<String> failed = Arc.container().instance(Tasks.class).get().run();
        if (!failed.isEmpty()) {
            LOG.errorf("Init process failed, unfinished tasks: %s", String.join(", ", failed));
        }
        int code = failed.isEmpty() ? 0 : 1;
        // Quarkus treats the exception as a normal end and ignores its exit code.
        Quarkus.asyncExit(code);
        throw new PreventFurtherStepsException(code);
    }

    /** The tasks of all features. */
    @Singleton
    @Unremovable
    static class Tasks {

        private final List<InitTask> tasks;

        Tasks(@All List<InitTask> tasks) {
            this.tasks = tasks.stream()
                    .sorted(Comparator.comparingInt(InitTask::order))
                    .toList();
        }

        /** Runs all tasks, also after a failure. Returns the names of the failed tasks. */
        List<String> run() {
            List<String> failed = new ArrayList<>();
            for (InitTask task : tasks) {
                try {
                    task.run();
                    LOG.infof("Init task completed: %s", task.name());
                } catch (RuntimeException e) {
                    LOG.errorf("Init task failed: %s: %s", task.name(), e.getMessage());
                    LOG.debugf(e, "Init task failed: %s", task.name());
                    failed.add(task.name());
                }
            }
            return failed;
        }
    }
}
