package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a server if this JVM ends without closing it: if it is killed, or if Kafka halts it because its log was deleted. A shell
 * waits for the end of its standard input, which the operating system closes together with this JVM.
 *
 * <p>Without a shell, as on Windows, only an orderly shutdown ends the server.
 */
final class OrphanGuard implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OrphanGuard.class);

    /** A line on the standard input is an orderly end. The arguments are a signal, the server's process id and its directory. */
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            read -r closed && exit
            kill -"$1" "$2"
            for second in 1 2 3 4 5; do
              kill -0 "$2" || break
              sleep 1
            done
            kill -KILL "$2"
            rm -rf "$3"
            """;

    /** The signal that asks a server to stop without waiting for its clients. */
    enum Signal {
        /** For a JVM. */
        TERM,
        /** For PostgreSQL, which waits for its clients after SIGTERM. */
        INT
    }

    private final @Nullable Process shell;

    private OrphanGuard(@Nullable Process shell) {
        this.shell = shell;
    }

    /**
     * Guards a server until the guard is closed.
     *
     * @param pid the server's process id
     * @param directory the server's directory, which is deleted if this JVM ends without closing it
     */
    static OrphanGuard of(long pid, Signal signal, Path directory) {
        try {
            return new OrphanGuard(new ProcessBuilder(
                            "sh", "-c", SCRIPT, "sh", signal.name(), Long.toString(pid), directory.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            LOG.debugf(e, "Process %d is not ended if this JVM is killed", pid);
            return new OrphanGuard(null);
        }
    }

    /** Ends the guard, but not the server. */
    @Override
    public void close() {
        if (shell == null) {
            return;
        }
        try (OutputStream input = shell.getOutputStream()) {
            input.write("closed\n".getBytes(UTF_8));
        } catch (IOException e) {
            LOG.debug("The guard has ended already", e);
        }
    }
}
