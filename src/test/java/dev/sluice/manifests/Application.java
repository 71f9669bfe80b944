package dev.sluice.manifests;

import dev.sluice.admin.topic.DeclaredTopics;
import dev.sluice.deadletter.DeadLettersConfig;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.Drain.ShutdownConfig;
import dev.sluice.runtime.Component;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the application is in production, with the configuration that manifests give it: what they have to agree with. */
final class Application {

    private static final EventCatalog CATALOG = ApplicationConfig.catalog();

    private final SmallRyeConfig config;

    Application(Map<String, String> environment) {
        Map<String, String> ofAnyInstance = new HashMap<>(environment);
        ofAnyInstance.put("SLUICE_INSTANCE", "*");
        this.config = ApplicationConfig.production(
                ofAnyInstance,
                Stream.of(DeclaredTopics.mappings(), new Class<?>[] {ShutdownConfig.class, DeadLettersConfig.class})
                        .flatMap(Arrays::stream)
                        .toArray(Class<?>[]::new));
    }

    int managementPort() {
        return config.getOptionalValue("quarkus.management.port", Integer.class).orElse(9000);
    }

    int port() {
        return config.getOptionalValue("quarkus.http.port", Integer.class).orElse(8080);
    }

    /** How long what is begun may take after the signal to stop. */
    Duration drain() {
        ShutdownConfig shutdown = config.getConfigMapping(ShutdownConfig.class);
        // The last is what processing may take for its last transaction.
        return shutdown.delay().plus(shutdown.timeout()).plusSeconds(15);
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

    String marksTopic() {
        return config.getConfigMapping(DeadLettersConfig.class).resolutionsTopic();
    }

    Set<String> topicsOfClients() {
        return topicsOf(EventType::publishable);
    }

    /** What processing and the order status write. */
    Set<String> topicsThatFollow() {
        return topicsOf(type -> !type.publishable());
    }

    private static Set<String> topicsOf(Predicate<EventType> types) {
        return CATALOG.types().stream().filter(types).map(EventType::topic).collect(Collectors.toSet());
    }

    String processingGroup() {
        return config.getValue("sluice.processing.consumer.\"group.id\"", String.class);
    }

    String orderStatusGroup() {
        return config.getValue("mp.messaging.incoming.orders.group.id", String.class);
    }

    String projectionGroup() {
        return config.getValue("mp.messaging.incoming.order-projection.group.id", String.class);
    }

    /** The topics that each group reads. */
    Map<String, Set<String>> topicsOfGroups() {
        Map<String, Set<String>> topics = new LinkedHashMap<>();
        topics.put(processingGroup(), Set.copyOf(CATALOG.handledTopics()));
        topics.put(
                orderStatusGroup(),
                Set.of(config.getOptionalValue("mp.messaging.incoming.orders.topic", String.class)
                        .orElse("orders")));
        topics.put(
                projectionGroup(),
                Set.copyOf(config.getValues("mp.messaging.incoming.order-projection.topics", String.class)));
        return topics;
    }

    /** The transactional id; if each instance has one of its own, with a star for the instance. */
    String transactionalId(String part) {
        return config.getValue("sluice." + part + ".producer.\"transactional.id\"", String.class);
    }

    static Set<String> deadLettersOf(Set<String> topics) {
        return topics.stream().map(EventCatalog::deadLetterTopic).collect(Collectors.toSet());
    }

    static Set<String> originalsOf(Set<String> deadLetterTopics) {
        return deadLetterTopics.stream()
                .map(topic -> topic.substring(
                        0, topic.length() - EventCatalog.deadLetterTopic("").length()))
                .collect(Collectors.toSet());
    }

    static List<String> roles() {
        return Stream.of(Component.values())
                .filter(role -> role != Component.TASK)
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
