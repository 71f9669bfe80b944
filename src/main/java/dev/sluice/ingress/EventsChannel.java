package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.ComponentSwitches;
import io.quarkus.arc.lookup.LookupIfProperty;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The channel {@code events} and its producer. Ingress sends to the producer directly and not through the channel's emitter,
 * which would halve the rate (ADR 4).
 *
 * <p>The producer never blocks ({@code max.block.ms=0}), so it may be called on an event loop. For that it needs the metadata
 * of a topic before the first event: metadata is fetched at startup and never expires ({@code metadata.max.idle.ms}).
 */
@Singleton
class EventsChannel {

    static final String EVENTS = "events";

    private static final Logger LOG = Logger.getLogger(EventsChannel.class);
    private static final Duration MAX_DELAY = Duration.ofMillis(250);

    private final KafkaClientService clients;
    private final Set<String> unknownTopics = new ConcurrentSkipListSet<>();
    private final BackgroundRetry.Task topicLookup;
    private volatile @Nullable Producer<byte[], byte[]> producer;

    EventsChannel(
            // Unused, but its injection creates the channel and the producer.
            @Channel(EVENTS) MutinyEmitter<byte[]> emitter,
            KafkaClientService clients,
            EventCatalog catalog,
            BackgroundRetry retry) {
        this.clients = clients;
        this.topicLookup = retry.until("Topic lookup", MAX_DELAY, this::lookUpTopics);
        catalog.types().stream()
                .filter(EventType::publishable)
                .map(EventType::topic)
                .forEach(unknownTopics::add);
    }

    Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> known = producer;
        if (known == null) {
            known = clients.<byte[], byte[]>getProducer(EVENTS).unwrap();
            producer = known;
        }
        return known;
    }

    /** Returns the topics whose metadata the producer does not have yet. Events for them are refused. */
    Set<String> unknownTopics() {
        return new TreeSet<>(unknownTopics);
    }

    /** Starts the topic lookup. Looks the bean up lazily, since the emitter exists only with the component ingress. */
    static void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
            ActiveComponents components,
            Instance<EventsChannel> channel) {
        if (components.has(Component.INGRESS)) {
            channel.get().topicLookup.attempt();
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

    /** Reports DOWN until the producer has the metadata of the topics of all publishable event types. */
    @Readiness
    @ApplicationScoped
    @LookupIfProperty(name = ComponentSwitches.INGRESS, stringValue = "true")
    static class TopicMetadataReadiness implements HealthCheck {

        private final EventsChannel channel;

        TopicMetadataReadiness(EventsChannel channel) {
            this.channel = channel;
        }

        @Override
        public HealthCheckResponse call() {
            var unknown = channel.unknownTopics();
            var response = HealthCheckResponse.named("ingress topics").status(unknown.isEmpty());
            if (!unknown.isEmpty()) {
                response.withData("unknown", String.join(", ", unknown));
            }
            return response.build();
        }
    }
}
