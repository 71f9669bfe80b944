package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.BackgroundRetry;
import dev.sluice.runtime.Component;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
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
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The channel of published events, and its producer, which ingress uses without the channel's emitter between: per event
 * that costs as much as all the rest (ADR 4).
 *
 * <p>The producer never waits ({@code max.block.ms=0}), so it can be called on an event loop. In exchange it must know where
 * the topics are before it is asked: they are looked up at start, and never forgotten ({@code metadata.max.idle.ms}).
 */
@Singleton
class EventsChannel {

    static final String EVENTS = "events";

    private static final Logger LOG = Logger.getLogger(EventsChannel.class);
    private static final Duration LONGEST_DELAY = Duration.ofMillis(250);

    private final KafkaClientService clients;
    private final Set<String> unknownTopics = new ConcurrentSkipListSet<>();
    private final BackgroundRetry.Task lookUp;
    private volatile @Nullable Producer<byte[], byte[]> producer;

    EventsChannel(
            // It makes the channel, and with it the producer.
            @Channel(EVENTS) MutinyEmitter<byte[]> emitter,
            KafkaClientService clients,
            EventCatalog catalog,
            BackgroundRetry retry) {
        this.clients = clients;
        this.lookUp = retry.until("Topic lookup", LONGEST_DELAY, this::areTopicsKnown);
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

    /** The topics that the brokers have not told of yet: an event for one of them is refused. */
    Set<String> unknownTopics() {
        return new TreeSet<>(unknownTopics);
    }

    /** Where its role is not there is no channel, and no emitter to be had. */
    static void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
            ActiveComponents roles,
            Instance<EventsChannel> events) {
        if (roles.has(Component.INGRESS)) {
            events.get().lookUp.attempt();
        }
    }

    private boolean areTopicsKnown() {
        unknownTopics.removeIf(this::isKnown);
        return unknownTopics.isEmpty();
    }

    /** Asks at once for what is known; the question itself makes the producer find out. */
    private boolean isKnown(String topic) {
        try {
            return !producer().partitionsFor(topic).isEmpty();
        } catch (KafkaException notYet) {
            LOG.debugf("Topic %s: %s", topic, notYet.getMessage());
            return false;
        }
    }
}
