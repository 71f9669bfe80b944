package dev.sluice.example.orders.manifests;

import dev.sluice.admin.topic.DeclaredTopics;
import dev.sluice.deadletter.DeadLettersConfig;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.processing.ProcessingConfig;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ShutdownConfig;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The application's topics, groups, ports and transactional ids, in production and with a manifest's configuration. */
final class Application {

    private static final EventCatalog CATALOG = ApplicationConfig.catalog();

    private final SmallRyeConfig config;

    Application(Map<String, String> environment) {
        Map<String, String> anyInstance = new HashMap<>(environment);
        anyInstance.put("SLUICE_INSTANCE", "*");
        this.config = ApplicationConfig.production(
                anyInstance,
                Stream.of(
                                DeclaredTopics.mappings(),
                                new Class<?>[] {ShutdownConfig.class, DeadLettersConfig.class, ProcessingConfig.class})
                        .flatMap(Arrays::stream)
                        .toArray(Class<?>[]::new));
    }

    int managementPort() {
        return config.getOptionalValue("quarkus.management.port", Integer.class).orElse(9000);
    }

    int port() {
        return config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080);
    }

    /** Returns the maximum time from the stop signal to the exit. */
    Duration maxShutdown() {
        return config.getConfigMapping(ShutdownConfig.class).limit();
    }

    String bootstrapServers() {
        return config.getValue("kafka.bootstrap.servers", String.class);
    }

    Map<String, DeclaredTopics.Topic> topics() {
        return DeclaredTopics.of(CATALOG, config);
    }

    Set<String> deadLetterTopics() {
        return topics().keySet().stream()
                .filter(EventCatalog::isDeadLetterTopic)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    String resolutionsTopic() {
        return config.getConfigMapping(DeadLettersConfig.class).resolutionsTopic();
    }

    String partitionsTopic() {
        return config.getConfigMapping(ProcessingConfig.class).partitionsTopic();
    }

    /** Returns the topics that clients publish to. */
    Set<String> publishableTopics() {
        return topicsOf(EventType::publishable);
    }

    /** Returns the topics that only processing writes to. */
    Set<String> resultTopics() {
        return topicsOf(type -> !type.publishable());
    }

    private static Set<String> topicsOf(Predicate<EventType> types) {
        return CATALOG.types().stream().filter(types).map(EventType::topic).collect(Collectors.toSet());
    }

    String processingGroup() {
        return config.getValue("sluice.processing.consumer.\"group.id\"", String.class);
    }

    String projectionGroup() {
        return config.getValue("mp.messaging.incoming.projection.group.id", String.class);
    }

    /** Returns the topics that each group reads, by group id. */
    Map<String, Set<String>> topicsByGroup() {
        Map<String, Set<String>> topics = new LinkedHashMap<>();
        topics.put(processingGroup(), Set.copyOf(CATALOG.consumedTopics()));
        topics.put(
                projectionGroup(),
                Set.copyOf(config.getValues("mp.messaging.incoming.projection.topics", String.class)));
        return topics;
    }

    /** Returns a transactional id, with {@code *} for the instance if each instance has its own. */
    String transactionalId(String feature) {
        return config.getValue("sluice." + feature + ".producer.\"transactional.id\"", String.class);
    }

    static Set<String> deadLetterTopics(Set<String> topics) {
        return topics.stream().map(EventCatalog::deadLetterTopic).collect(Collectors.toSet());
    }

    static Set<String> originalTopics(Set<String> deadLetterTopics) {
        return deadLetterTopics.stream()
                .map(topic -> topic.substring(
                        0, topic.length() - EventCatalog.deadLetterTopic("").length()))
                .collect(Collectors.toSet());
    }

    /** Returns the names of the components that deployments run, as in {@code sluice.roles}. */
    static Set<String> components() {
        return names(Stream.of(Component.values()).filter(component -> component != Component.TASK));
    }

    /** Returns the names of those components that serve clients over HTTP. */
    static Set<String> componentsWithEndpoints() {
        return names(Component.withEndpoints());
    }

    private static Set<String> names(Stream<Component> components) {
        return components
                .map(component -> component.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
