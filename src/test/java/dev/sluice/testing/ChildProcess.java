package dev.sluice.testing;

import static dev.sluice.testing.Waits.LONG_LIMIT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that can be killed, stopped for a while, and started again with the same command. It ends with this JVM. Its
 * output goes to a file, to which each start adds.
 */
public final class ChildProcess implements AutoCloseable {

    private final List<String> command;
    private final Path log;
    private final Thread shutdownHook = new Thread(this::kill, "kill-child");
    private Process process;

    /** Starts it; what the file had before is lost. */
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

    /** Starts it again, if it does not run. */
    public synchronized void restart() {
        if (!process.isAlive()) {
            process = launch(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
    }

    /** As kill -9 does, also when it is stopped. */
    public synchronized void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Lets it do nothing more until it is resumed; its connections stay open. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Asks it to end, as Kubernetes does, and does not wait. */
    public void terminate() {
        signal("TERM");
    }

    /** Asks it to end, as Kubernetes does, and kills it if it does not; returns whether it ended by itself. */
    public synchronized boolean stop() {
        process.destroy();
        boolean ended = process.onExit()
                .thenApply(exit -> true)
                .completeOnTimeout(false, LONG_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
        return ended;
    }

    /** Waits until it ends by itself, and returns its exit code; kills it if it does not. */
    public int awaitEnd() {
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
            // the hook finds it gone
        }
    }
}
