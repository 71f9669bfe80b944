package dev.sluice.example.orders.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.testing.MainClasses;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.annotations.Incomings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The application's configuration and event catalogue, read without starting it. */
final class ApplicationConfig {

    private ApplicationConfig() {}

    /** Returns the settings of the application and of the enabled example. */
    static Properties properties() {
        Properties properties = new Properties();
        for (String file : List.of("/application.properties", "/dev/sluice/example/orders/settings.properties")) {
            try (InputStream in = EventCatalog.class.getResourceAsStream(file)) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        properties.setProperty("sluice.example.orders", "true");
        return properties;
    }

    /** Returns the configuration of the profile {@code prod} with some environment variables. */
    static SmallRyeConfig production(Map<String, String> environment, Class<?>... mappings) {
        Map<String, String> own = new HashMap<>();
        properties().forEach((key, value) -> own.put(key.toString(), value.toString()));
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withProfile("prod")
                .withValidateUnknown(false)
                .withSources(
                        new PropertiesConfigSource(own, "application.properties", 250),
                        new EnvConfigSource(environment, 300));
        for (Class<?> mapping : mappings) {
            builder.withMapping(mapping);
        }
        return builder.build();
    }

    /** Returns the catalogue of the event types in {@code src/main/avro} and the channel methods on the class path. */
    static EventCatalog catalog() {
        List<EventType> types = types();
        Set<String> channels = new HashSet<>();
        Stream.of(Incoming.class, Incomings.class)
                .flatMap(annotation -> MainClasses.with(annotation).stream())
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Incoming.class)))
                .forEach(incoming -> channels.add(incoming.value()));
        channels.retainAll(types.stream().map(EventType::name).toList());
        return new EventCatalog(types, channels);
    }

    private static List<EventType> types() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/avro"))) {
            return files.filter(file -> file.toString().endsWith(".avsc"))
                    .map(ApplicationConfig::recordClass)
                    .filter(recordClass ->
                            EventType.isDeclaredBy(SpecificData.get().getSchema(recordClass)))
                    .map(EventType::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<? extends SpecificRecord> recordClass(Path schema) {
        try {
            var json = new ObjectMapper().readTree(schema.toFile());
            return Class.forName(json.get("namespace").asText() + "."
                            + json.get("name").asText())
                    .asSubclass(SpecificRecord.class);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(schema + " has no generated class", e);
        }
    }
}
