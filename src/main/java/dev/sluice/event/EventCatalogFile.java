package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The classpath resources in which the build lists event types, so that the application need not scan for them. One entry per
 * line.
 */
public final class EventCatalogFile {

    /** The resource that lists the classes of the event types. */
    public static final String TYPES = "META-INF/sluice/event-types";
    /** The resource that lists the names of the event types that methods consume. */
    public static final String CONSUMED = "META-INF/sluice/consumed-event-types";

    private EventCatalogFile() {}

    /** Returns the schemas of the generated classes. */
    static List<Schema> schemas(ClassLoader loader) {
        return lines(loader, TYPES).stream()
                .map(line -> SpecificData.get().getSchema(recordClass(loader, line)))
                .toList();
    }

    /** Returns the names of the event types that methods consume. */
    static List<String> consumed(ClassLoader loader) {
        return lines(loader, CONSUMED);
    }

    private static Class<? extends SpecificRecord> recordClass(ClassLoader loader, String name) {
        try {
            return Class.forName(name, true, loader).asSubclass(SpecificRecord.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("class " + name + ", which the build listed, does not exist", e);
        }
    }

    private static List<String> lines(ClassLoader loader, String resource) {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + ", which the build generates, does not exist");
            }
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
