package dev.sluice.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The keys that Quarkus, Kafka's clients and the registry client know, and their values in Sluice's production profile. */
final class KnownKeys {

    private static final Path SETTINGS = Path.of("src/main/resources/application.properties");
    private static final Pattern REGISTRY = Pattern.compile(
            "schema\\.registry\\.(url|ssl\\.(truststore|keystore)\\.(location|password|type))|basic\\.auth\\.user\\.info|auto\\.register\\.schemas");

    /** The keys of Quarkus, with their defaults. */
    private final Map<String, Optional<String>> quarkus = new HashMap<>();

    /** The keys of Quarkus in which a quoted segment stands for any name. */
    private final List<Pattern> named;

    private final SmallRyeConfig production;
    private final String settings;

    KnownKeys() throws IOException {
        for (URL model : Collections.list(Thread.currentThread()
                .getContextClassLoader()
                .getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"))) {
            collect(new ObjectMapper().readTree(model));
        }
        named = quarkus.keySet().stream()
                .filter(key -> key.contains("\""))
                .map(KnownKeys::named)
                .toList();
        settings = Files.readString(SETTINGS);
        production = new SmallRyeConfigBuilder()
                .withProfile("prod")
                .withSources(new PropertiesConfigSource(SETTINGS.toUri().toURL(), 100))
                .addDefaultInterceptors()
                .build();
    }

    private void collect(JsonNode node) {
        if (node.path("path").has("property")) {
            Optional<String> defaultValue = node.hasNonNull("defaultValue")
                    ? Optional.of(node.get("defaultValue").asText())
                    : Optional.empty();
            quarkus.put(node.path("path").get("property").asText(), defaultValue);
            node.path("additionalPaths")
                    .forEach(path -> quarkus.put(path.path("property").asText(), defaultValue));
        }
        node.forEach(this::collect);
    }

    /** Returns whether a key is one that something reads. */
    boolean has(String key) {
        if (key.startsWith("quarkus.")) {
            return quarkus.containsKey(key)
                    || named.stream().anyMatch(known -> known.matcher(key).matches());
        } else if (key.startsWith("kafka.")) {
            return isKafkaSetting(key.substring("kafka.".length()));
        } else if (key.startsWith("mp.messaging.")) {
            String setting = key.replaceFirst("mp\\.messaging\\.(connector|incoming|outgoing)\\.[a-z-]+\\.", "");
            return isKafkaSetting(setting) || REGISTRY.matcher(setting).matches();
        }
        return settings.contains("\n" + key + "=");
    }

    /** Returns whether application.properties refers to an environment variable. */
    boolean isReferenced(String variable) {
        return settings.contains("${" + variable);
    }

    /** Returns the value of a key that is not set: from application.properties, or else the default of Quarkus. */
    Optional<String> defaultOf(String key) {
        String raw = production.getConfigValue(key).getRawValue();
        return raw != null ? Optional.of(raw) : quarkus.getOrDefault(key, Optional.empty());
    }

    private static boolean isKafkaSetting(String setting) {
        return ProducerConfig.configNames().contains(setting)
                || ConsumerConfig.configNames().contains(setting)
                || AdminClientConfig.configNames().contains(setting);
    }

    private static Pattern named(String key) {
        return Pattern.compile(Pattern.quote(key).replaceAll("\"[^\"]*\"", "\\\\E(\"[^\"]+\"|[^.\"]+)\\\\Q"));
    }
}
