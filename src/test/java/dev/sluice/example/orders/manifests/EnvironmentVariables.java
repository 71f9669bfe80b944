package dev.sluice.example.orders.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.MainClasses;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The environment variables that configure the application at run time: those of its own keys, of Quarkus's run-time keys and of
 * Kafka's settings.
 */
final class EnvironmentVariables {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");
    private static final Pattern MAP_KEY = Pattern.compile("\\*");
    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    static final EnvironmentVariables ALL = new EnvironmentVariables();

    private final Set<String> names = new HashSet<>();
    private final Set<Pattern> patterns = new HashSet<>();

    private EnvironmentVariables() {
        MainClasses.with(ConfigMapping.class)
                .forEach(mapping -> ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                        .keySet()
                        .forEach(this::add));
        Properties own = ApplicationConfig.properties();
        own.stringPropertyNames().stream()
                .filter(name -> name.startsWith("sluice.") || name.startsWith("mp.messaging."))
                .forEach(this::add);
        own.values().forEach(value -> {
            Matcher expression = EXPRESSION.matcher(value.toString());
            while (expression.find()) {
                names.add(expression.group(1));
            }
        });
        Stream.of(ConsumerConfig.configNames(), ProducerConfig.configNames(), AdminClientConfig.configNames())
                .flatMap(Set::stream)
                .forEach(name -> add("kafka." + name));
        try {
            for (URL model :
                    Collections.list(EnvironmentVariables.class.getClassLoader().getResources(MODEL))) {
                try (InputStream in = model.openStream()) {
                    addQuarkus(new ObjectMapper().readTree(in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the run-time keys of a node and its descendants; build-time keys have no effect on a running application. */
    private void addQuarkus(JsonNode node) {
        if (node.path("phase").asText().equals("RUN_TIME")) {
            String variable = node.at("/path/environmentVariable").asText();
            // Quarkus's model writes a map key as its name between double underscores.
            if (variable.contains("__")) {
                patterns.add(Pattern.compile(variable.replaceAll("__[A-Z_]+?__", "_+[A-Z0-9_]+_+")));
            } else {
                names.add(variable);
            }
        }
        node.forEach(this::addQuarkus);
    }

    private void add(String property) {
        String variable = property.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
        if (variable.contains("*")) {
            patterns.add(Pattern.compile(Stream.of(MAP_KEY.split(variable, -1))
                    .map(Pattern::quote)
                    .reduce((a, b) -> a + "[A-Z0-9_]+" + b)
                    .orElseThrow()));
        } else {
            names.add(variable);
        }
    }

    boolean isKnown(String variable) {
        return names.contains(variable)
                || patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(variable).matches());
    }
}
