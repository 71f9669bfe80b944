package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ComponentSwitches;
import dev.sluice.runtime.ShutdownLimit;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The producer of the channel {@code events}. Sluice sends to it directly and not through SmallRye's emitter, which would halve
 * the rate (ADR 4).
 *
 * <p>The producer never blocks ({@code max.block.ms=0}), so it may be called on an event loop. For that it needs the metadata
 * of a topic before the first event: at startup it fetches the metadata of the topics of all publishable event types, and of
 * another topic when application code first sends to it. Metadata never expires ({@code metadata.max.idle.ms}).
 */
@Singleton
class EventsChannel {

    private static final Logger LOG = Logger.getLogger(EventsChannel.class);
    private static final Duration MAX_DELAY = Duration.ofMillis(250);
    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LOOKUP_DELAY = Duration.ofMillis(20);
    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(10);
    /** Maximum time at shutdown for Kafka to acknowledge what application code has sent. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final IngressConfig config;
    private final Set<String> unknownTopics = new ConcurrentSkipListSet<>();
    private final Map<String, TopicGate> gates = new ConcurrentHashMap<>();
    private final BackgroundRetry.Task topicLookup;
    private final BackgroundRetry.Task sampling;
    private volatile @Nullable OpenProducer producer;

    EventsChannel(KafkaClients clients, IngressConfig config, EventCatalog catalog, BackgroundRetry retry) {
        this.clients = clients;
        this.config = config;
        this.topicLookup = retry.until("Topic lookup", MAX_DELAY, this::lookUpTopics);
        this.sampling = retry.every(SAMPLE_INTERVAL, "Sample of repeated sends", SAMPLE_INTERVAL, this::sample);
        catalog.types().stream()
                .filter(EventType::publishable)
                .map(EventType::topic)
                .forEach(unknownTopics::add);
    }

    /** The producer and the number of records that it has sent again. */
    private record OpenProducer(Producer<byte[], byte[]> kafka, RepeatedSends repeated) {}

    /** Returns the producer. The first call creates it. */
    Producer<byte[], byte[]> producer() {
        return open().kafka();
    }

    /** Returns the number of records that the producer has sent again. */
    RepeatedSends repeatedSends() {
        return open().repeated();
    }

    private OpenProducer open() {
        OpenProducer known = producer;
        return known == null ? create() : known;
    }

    private synchronized OpenProducer create() {
        OpenProducer known = producer;
        if (known == null) {
            Producer<byte[], byte[]> created = clients.producer(config.producer());
            known = new OpenProducer(created, new RepeatedSends(created));
            producer = known;
            sampling.start();
        }
        return known;
    }

    private boolean sample() {
        repeatedSends().update();
        return true;
    }

    /** Returns the publishable topics whose metadata the producer does not have yet. Events for them are refused. */
    Set<String> unknownTopics() {
        return new TreeSet<>(unknownTopics);
    }

    /**
     * Runs a send once the producer has the metadata of its topic, after all earlier sends to the topic. Refuses it after ten
     * seconds without the metadata.
     */
    void whenKnown(String topic, TopicGate.Send send) {
        TopicGate gate = gates.computeIfAbsent(topic, name -> new TopicGate());
        switch (gate.enter(send)) {
            case PASS -> send.run();
            case FULL -> send.refuse();
            case FIRST -> lookUp(topic, gate, System.nanoTime() + LOOKUP_LIMIT.toNanos());
            case WAIT -> {
                // The first send of the topic has begun the lookup.
            }
        }
    }

    private void lookUp(String topic, TopicGate gate, long deadline) {
        // On a worker thread, since the producer may have to be created.
        Infrastructure.getDefaultWorkerPool().execute(() -> {
            if (isKnown(topic)) {
                gate.open();
            } else if (System.nanoTime() > deadline) {
                gate.refuse();
            } else {
                var unused = Infrastructure.getDefaultWorkerPool()
                        .schedule(() -> lookUp(topic, gate, deadline), LOOKUP_DELAY.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event, ActiveComponents components) {
        if (components.has(Component.INGRESS)) {
            topicLookup.attempt();
        }
    }

    /** Waits for what was sent. Requests of clients, processing and the consumers of plain channels have ended before. */
    void stop(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class)
                    Object event,
            ShutdownLimit limit) {
        OpenProducer known = producer;
        if (known != null) {
            known.kafka().close(limit.remaining(CLOSE_LIMIT));
        }
    }

    private boolean lookUpTopics() {
        unknownTopics.removeIf(this::isKnown);
        return unknownTopics.isEmpty();
    }

    /** Returns whether the producer has the topic's metadata. If not, the call makes the producer request it. */
    private boolean isKnown(String topic) {
        try {
            return !producer().partitionsFor(topic).isEmpty();
        } catch (KafkaException notYet) {
            LOG.debugf("Topic %s not known yet: %s", topic, notYet.getMessage());
            return false;
        }
    }

    /**
     * Reports DOWN until the producer has the metadata of the topics of all publishable event types. Names the brokers whose
     * partitions are refused, for which it does not report DOWN: the other partitions can be written.
     */
    @Readiness
    @ApplicationScoped
    @LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "true")
    static class TopicMetadataReadiness implements HealthCheck {

        private final EventsChannel channel;
        private final PartitionGate gate;

        TopicMetadataReadiness(EventsChannel channel, PartitionGate gate) {
            this.channel = channel;
            this.gate = gate;
        }

        @Override
        public HealthCheckResponse call() {
            var unknown = channel.unknownTopics();
            var response = HealthCheckResponse.named("ingress topics").status(unknown.isEmpty());
            if (!unknown.isEmpty()) {
                response.withData("unknown", String.join(", ", unknown));
            }
            gate.refusedPartitions()
                    .forEach((leader, partitions) -> response.withData(leader, partitions + " partitions refused"));
            return response.build();
        }
    }
}
