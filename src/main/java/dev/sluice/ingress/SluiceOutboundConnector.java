package dev.sluice.ingress;

import dev.sluice.event.Cause;
import dev.sluice.event.Channels;
import dev.sluice.ingress.EventEmitterFactory.ChannelEmitter;
import dev.sluice.serde.Causes;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.EmitterFactoryFor;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The outbound side of the connector: publishes the events that reach the channel {@code events} from other channels, one
 * message after the other, and acknowledges each message once all in-sync replicas have its events. An event that results from a
 * Kafka record has an id that is derived from it, so that a duplicate can be recognized.
 *
 * <p>Results of methods that consume event types do not come this way: they belong to the transaction of the consumed event.
 */
@ApplicationScoped
@Connector(Channels.CONNECTOR)
class SluiceOutboundConnector implements OutboundConnector {

    private static final Logger LOG = Logger.getLogger(SluiceOutboundConnector.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    private final ChannelEmitter emitter;

    SluiceOutboundConnector(@EmitterFactoryFor(EventEmitter.class) EventEmitterFactory emitters) {
        this.emitter = emitters.emitter();
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return MultiUtils.via(messages -> messages.onItem().transformToUniAndConcatenate(this::publish));
    }

    private Uni<Void> publish(Message<?> message) {
        Cause cause = Causes.of(message).orElse(null);
        AtomicInteger index = new AtomicInteger();
        return events(message.getPayload())
                .onItem()
                .transformToUniAndConcatenate(event -> publish((SpecificRecord) event, cause, index.getAndIncrement()))
                .onItem()
                .ignoreAsUni()
                .onItemOrFailure()
                .transformToUni((done, failure) ->
                        Uni.createFrom().completionStage(failure == null ? message.ack() : message.nack(failure)))
                .onFailure()
                .recoverWithNull();
    }

    /** Publishes an event, as often as it takes: no client waits, and a derived id makes duplicates recognizable. */
    private Uni<Receipt> publish(SpecificRecord event, @Nullable Cause cause, int index) {
        return emitter.send(event, cause, index)
                .onFailure(SluiceOutboundConnector::isTransient)
                .invoke(failure -> LOG.debug("Event of a channel not published, retrying", failure))
                .onFailure(SluiceOutboundConnector::isTransient)
                .retry()
                .withBackOff(FIRST_DELAY, MAX_DELAY)
                .indefinitely();
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof PublishException refused && refused.problem().getStatusCode() >= 500;
    }

    @SuppressWarnings("unchecked")
    private static Multi<Object> events(Object payload) {
        return payload instanceof Iterable<?> events
                ? Multi.createFrom().iterable((Iterable<Object>) events)
                : Multi.createFrom().item(payload);
    }
}
