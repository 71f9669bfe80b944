package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** The only source of names for processes with its {@link #settings()}; names can appear, move and vanish while they run. */
public final class HostsFile {

    private static final String LOOPBACK = "127.0.0.1";

    private final Path file;
    private final Map<String, String> addresses = new TreeMap<>();

    /** @param file the file to write */
    public HostsFile(Path file) {
        this.file = file.toAbsolutePath();
        write();
    }

    /** Returns the settings that make the JDK's resolver, which all clients use, read only this file. */
    public Map<String, String> settings() {
        return Map.of("jdk.net.hosts.file", file.toString());
    }

    /** Makes a name resolve to 127.0.0.1. */
    public void add(String name) {
        move(name, LOOPBACK);
    }

    /** Makes a name resolve to an address. */
    public void move(String name, String address) {
        addresses.put(name, address);
        write();
    }

    /** Makes a name unknown. */
    public void remove(String name) {
        addresses.remove(name);
        write();
    }

    private void write() {
        StringBuilder lines = new StringBuilder();
        addresses.forEach((name, address) ->
                lines.append(address).append(' ').append(name).append('\n'));
        try {
            // Without a moment in which a reader would find half of the names.
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, lines);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
