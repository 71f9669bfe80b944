package dev.sluice.runtime;

import io.quarkus.arc.All;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;

/** Runs all tasks, whatever becomes of each. */
@Singleton
@Unremovable
class InitTasks {

    private static final Logger LOG = Logger.getLogger(InitTasks.class);

    private final List<InitTask> tasks;

    InitTasks(@All List<InitTask> tasks) {
        this.tasks =
                tasks.stream().sorted(Comparator.comparingInt(InitTask::order)).toList();
    }

    /** Tells the names of those that failed. */
    List<String> run() {
        List<String> failed = new ArrayList<>();
        for (InitTask task : tasks) {
            try {
                task.run();
                LOG.infof("Done: %s", task.name());
            } catch (RuntimeException e) {
                LOG.errorf("Failed: %s: %s", task.name(), e.getMessage());
                LOG.debugf(e, "Failed: %s", task.name());
                failed.add(task.name());
            }
        }
        return failed;
    }
}
