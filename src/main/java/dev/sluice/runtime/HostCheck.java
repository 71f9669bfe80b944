package dev.sluice.runtime;

import io.quarkus.runtime.ImageMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.JsonFormatter;

/**
 * What the process needs of its machine or container, checked before anything else: without it, Quarkus would end with a stack trace,
 * and the kernel without a word. Writes findings in the format of the log, which is not open yet.
 */
final class HostCheck {

    /** The least memory limits of docs/how-to/deploy.md, in MiB. */
    private static final int LEAST_MIB = 512;

    private static final int LEAST_NATIVE_MIB = 192;
    /** The limit of the control group, versions 2 and 1 (cgroups(7)). A container sees its own at the root. */
    private static final List<String> LIMITS = List.of("memory.max", "memory/memory.limit_in_bytes");

    private final Path temporary;
    private final Path controlGroup;
    private final boolean isNative;
    private final PrintStream output;

    HostCheck(Path temporary, Path controlGroup, boolean isNative, PrintStream output) {
        this.temporary = temporary;
        this.controlGroup = controlGroup;
        this.isNative = isNative;
        this.output = output;
    }

    static HostCheck ofThisHost() {
        return new HostCheck(
                Path.of(System.getProperty("java.io.tmpdir")),
                Path.of("/sys/fs/cgroup"),
                ImageMode.current() != ImageMode.JVM,
                System.out);
    }

    /** Writes a line for each finding, and returns whether the process can start. */
    boolean passes() {
        int least = isNative ? LEAST_NATIVE_MIB : LEAST_MIB;
        memoryLimit().ifPresent(limit -> {
            if (limit < least * 1024L * 1024) {
                write(
                        Level.WARN,
                        "The memory limit is %d MiB. With less than %d MiB, the kernel may end this process without notice (exit code 137)"
                                .formatted(limit / 1024 / 1024, least));
            }
        });
        // A native binary writes no files.
        if (!isNative && !isWritable()) {
            write(
                    Level.FATAL,
                    "%s is not writable. The JVM unpacks native libraries there: mount a writable folder that allows execution, such as --tmpfs /tmp:exec"
                            .formatted(temporary));
            return false;
        }
        return true;
    }

    private OptionalLong memoryLimit() {
        return LIMITS.stream()
                .map(controlGroup::resolve)
                .filter(Files::isReadable)
                .flatMap(HostCheck::read)
                // "max" in version 2.
                .filter(text -> text.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static Stream<String> read(Path file) {
        try {
            return Stream.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private boolean isWritable() {
        try {
            Files.delete(Files.createTempFile(temporary, "sluice", null));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void write(Level level, String message) {
        ExtLogRecord line = new ExtLogRecord(level, message, HostCheck.class.getName());
        line.setLoggerName(HostCheck.class.getName());
        output.print(new JsonFormatter().format(line));
    }
}
