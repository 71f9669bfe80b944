package dev.sluice.example.orders.bench;

import java.time.Duration;

/** The process of the packaged service, a child of this one. */
final class ServiceProcess {

    private final ProcessHandle handle = ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains("quarkus-run.jar"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the service is not a child of this process"));

    /** Returns the CPU time that the process has used. */
    Duration cpu() {
        return handle.info().totalCpuDuration().orElseThrow();
    }
}
