package dev.sluice.operations;

import dev.sluice.event.EventCatalog;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates the topics that the event types name and the cluster lacks, and the dead-letter topics of those that are processed, at
 * start. */
@ApplicationScoped
class TopicCreation {

    private static final Logger LOG = Logger.getLogger(TopicCreation.class);
    private static final int LIMIT_SECONDS = 30;
    private static final int RETRY_MILLIS = 100;
    /** A record of the size that Kafka allows by default, and the headers that its dead letter has more. */
    private static final String DEAD_LETTER_BYTES = "2097152";

    private final EventCatalog catalog;
    private final TopicsConfig topics;
    private final OperationsConfig operations;
    private final Map<String, Object> kafka;

    TopicCreation(
            EventCatalog catalog,
            TopicsConfig topics,
            OperationsConfig operations,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.catalog = catalog;
        this.topics = topics;
        this.operations = operations;
        this.kafka = kafka;
    }

    /** Before the channels open: a consumer that finds no topic looks again after minutes only. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE + 10) StartupEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!operations.createTopics()) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            Set<String> existing = admin.listTopics().names().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = declared().stream()
                    .filter(topic -> !existing.contains(topic))
                    .map(this::topic)
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            admin.createTopics(missing).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
            awaitLeaders(admin, missing);
            LOG.infof("Created topics: %s", missing.stream().map(NewTopic::name).toList());
        } catch (ExecutionException e) {
            // Another instance that starts at the same time may have been first.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /**
     * Waits until each partition has a leader that knows of it. If one refuses a producer's very first batch and takes its
     * second, it takes the first one as out of order ever after, until its time is up.
     */
    private static void awaitLeaders(Admin admin, List<NewTopic> created)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> partitions = created.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            try {
                // Only a leader answers this.
                admin.listOffsets(partitions).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > limit) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private Set<String> declared() {
        Set<String> names = new TreeSet<>(topics.topics().keySet());
        names.addAll(catalog.topics());
        return names;
    }

    private NewTopic topic(String name) {
        TopicsConfig.Topic topic = Objects.requireNonNull(topics.topics().get(name), "there is a default");
        Map<String, String> config = new HashMap<>(topic.config());
        if (EventCatalog.isDeadLetterTopic(name)) {
            config.putIfAbsent(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, DEAD_LETTER_BYTES);
        }
        return new NewTopic(name, Optional.of(topic.partitions()), topic.replicationFactor()).configs(config);
    }
}
