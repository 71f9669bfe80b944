package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.compatibility.CompatibilityLevel;
import dev.sluice.event.EventType;
import dev.sluice.event.EventTypeSources;
import dev.sluice.testing.DevServers;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event types that are read at startup, compared with the versions in a real registry. */
@QuarkusTest
class MountedSchemasTest {

    private static final String FIRST = "{\"name\": \"id\", \"type\": \"string\"}";
    private static final String OPTIONAL = FIRST + ", {\"name\": \"note\", \"type\": \"string\", \"default\": \"\"}";
    private static final String REQUIRED = FIRST + ", {\"name\": \"note\", \"type\": \"string\"}";

    private final String name = "Visit" + UUID.randomUUID().toString().replace("-", "");

    DevServicesContext devServices;

    @TempDir
    Path folder;

    private EventTypeSources version(String fields) throws IOException {
        Path version = Files.createTempDirectory(folder, "version");
        Files.writeString(version.resolve("visit.avsc"), """
                {"type": "record", "name": "%s", "event": "%s", "topic": "visits", "key": "id", "fields": [%s]}""".formatted(name, name, fields));
        return EventTypeSources.read(Optional.of(version), name -> true);
    }

    private SchemaRegistry registry() {
        return SchemaRegistry.of(Map.of(
                "schema.registry.url",
                new DevServers(devServices).registry(),
                "auto.register.schemas",
                "false",
                "value.subject.name.strategy",
                "TopicRecordNameStrategy"));
    }

    private MountedSchemas schemas(EventTypeSources sources, CompatibilityLevel level) {
        return new MountedSchemas(sources, registry(), new EventTypesConfig() {
            @Override
            public Path location() {
                return folder;
            }

            @Override
            public CompatibilityLevel compatibility() {
                return level;
            }
        });
    }

    private void register(EventTypeSources sources) {
        new SchemasInit(sources.catalog(), registry(), schemas(sources, CompatibilityLevel.BACKWARD_TRANSITIVE)).run();
    }

    private EventType type(EventTypeSources sources) {
        return sources.catalog().find(name).orElseThrow();
    }

    @Test
    void refusesIncompatibleVersionAndRegistersNothing() throws IOException {
        // Given
        EventTypeSources first = version(FIRST);
        register(first);
        EventTypeSources incompatible = version(REQUIRED);

        // Then
        assertThatThrownBy(() -> register(incompatible))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessageStartingWith(incompatible.mounted().files().get(name) + ": field `note`")
                .hasMessageContaining("version 1");
        assertThat(registry().versions("visits", name)).containsOnlyKeys(1);
    }

    @Test
    void requiresNoMoreThanTheConfiguredLevel() throws IOException {
        // Given
        register(version(FIRST));
        EventTypeSources incompatible = version(REQUIRED);

        // Then
        assertThat(schemas(incompatible, CompatibilityLevel.FORWARD).incompatibilities())
                .isEmpty();
        assertThat(schemas(incompatible, CompatibilityLevel.NONE).incompatibilities())
                .isEmpty();
        assertThat(schemas(incompatible, CompatibilityLevel.FULL).incompatibilities())
                .hasSize(1);
    }

    @Test
    void rejectsFolderWhoseVersionIsNotTheLatest() throws IOException {
        // Given
        EventTypeSources first = version(FIRST);
        EventTypeSources second = version(OPTIONAL);
        register(first);
        register(second);

        // Then
        assertThatThrownBy(() -> schemas(first, CompatibilityLevel.NONE).requireLatest(type(first)))
                .isInstanceOf(SchemaRejectedException.class)
                .hasMessage("the latest version of " + name + " in the registry differs from "
                        + first.mounted().files().get(name));
        assertThatCode(() -> schemas(second, CompatibilityLevel.NONE).requireLatest(type(second)))
                .doesNotThrowAnyException();
    }
}
