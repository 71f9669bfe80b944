package dev.sluice.bench;

import java.time.Duration;

/** The packaged service, which runs as a child of this process. */
final class ServiceProcess {

    private final ProcessHandle handle = ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains("quarkus-run.jar"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the service is not a child of this process"));

    /** The CPU time that it has used. */
    Duration cpu() {
        return handle.info().totalCpuDuration().orElseThrow();
    }
}
