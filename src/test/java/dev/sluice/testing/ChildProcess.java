package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that can be killed, paused and restarted with the same command. It ends with this JVM. A restart appends to the file
 * with its output.
 */
public final class ChildProcess implements AutoCloseable {

    private final List<String> command;
    private final Path log;
    private final Thread shutdownHook = new Thread(this::kill, "kill-child");
    private Process process;

    /** Starts the process and overwrites the file with its output. */
    public ChildProcess(List<String> command, Path log) {
        this.command = List.copyOf(command);
        this.log = log;
        this.process = launch(ProcessBuilder.Redirect.to(log.toFile()));
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    private Process launch(ProcessBuilder.Redirect output) {
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            started.getOutputStream().close();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** Starts the process again unless it is running. */
    public synchronized void restart() {
        if (!process.isAlive()) {
            process = launch(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
    }

    /** Sends SIGKILL and waits for the end, also if the process is paused. */
    public synchronized void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGSTOP: the process does nothing until {@link #resume()}, and its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    /** Sends SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** Sends SIGTERM, as Kubernetes does, without waiting for the end. */
    public void terminate() {
        signal("TERM");
    }

    /** Sends SIGTERM, and SIGKILL if the process has not ended after two minutes; returns whether SIGTERM was enough. */
    public synchronized boolean stop() {
        process.destroy();
        boolean ended = process.onExit()
                .thenApply(exit -> true)
                .completeOnTimeout(false, LONG_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
        return ended;
    }

    /** Waits until the process exits and returns its exit code; kills it after two minutes. */
    public int awaitExit() {
        Process running;
        synchronized (this) {
            running = process;
        }
        try {
            if (!running.waitFor(LONG_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            return running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            // The hook finds a process that has ended.
        }
    }
}
