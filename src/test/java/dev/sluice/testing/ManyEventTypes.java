package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Schemas of event types in nested folders: nested and recursive records, shared types in other files, and all logical types. */
public final class ManyEventTypes {

    private static final int FOLDERS = 8;

    private static final String SHARED = """
            {
              "type": "record", "name": "Point", "namespace": "com.acme.many.shared",
              "fields": [
                {"name": "latitude", "type": "double"},
                {"name": "longitude", "type": "double"},
                {"name": "accuracy", "type": {"type": "enum", "name": "Accuracy", "symbols": ["GOOD", "POOR"]}}
              ]
            }
            """;

    private static final String EVENT = """
            {
              "type": "record", "name": "Event%1$d", "namespace": "com.acme.many.event",
              "event": "many.event-%1$d", "topic": "many-events-%2$d", "key": "subject",
              "fields": [
                {"name": "subject", "type": "string"},
                {"name": "point", "type": "com.acme.many.shared.Point"},
                {"name": "nested", "type": {"type": "record", "name": "Nested%1$d", "fields": [
                  {"name": "tags", "type": {"type": "map", "values": {"type": "array", "items": "string"}}},
                  {"name": "next", "type": ["null", "Nested%1$d"], "default": null}
                ]}},
                {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
                {"name": "weight", "type": {
                  "type": "fixed", "name": "Weight%1$d", "size": 8, "logicalType": "decimal", "precision": 15, "scale": 3}},
                {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
                {"name": "day", "type": {"type": "int", "logicalType": "date"}},
                {"name": "timeMillis", "type": {"type": "int", "logicalType": "time-millis"}},
                {"name": "timeMicros", "type": {"type": "long", "logicalType": "time-micros"}},
                {"name": "millis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                {"name": "localMillis", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
                {"name": "localMicros", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
                {"name": "period", "type": {"type": "fixed", "name": "Period%1$d", "size": 12, "logicalType": "duration"}},
                {"name": "flag", "type": "boolean"},
                {"name": "ratio", "type": "float"},
                {"name": "note", "type": ["null", "string", "long"], "default": null}
              ]
            }
            """;

    private ManyEventTypes() {}

    /** Returns the topics of the types. */
    public static Stream<String> topics() {
        return IntStream.range(0, FOLDERS).mapToObj(folder -> "many-events-" + folder);
    }

    /** Writes the schemas of the types {@code many.event-0} and up. */
    public static void write(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            // Before the shared types, in the order of paths.
            Path file = folder.resolve("a%d/events/event-%d.avsc".formatted(i % FOLDERS, i));
            Files.createDirectories(file.getParent());
            Files.writeString(file, EVENT.formatted(i, i % FOLDERS));
        }
        Path shared = Files.createDirectories(folder.resolve("shared"));
        Files.writeString(shared.resolve("point.avsc"), SHARED);
    }
}
