package dev.sluice.ingress;

import dev.sluice.event.Channels;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.providers.helpers.MultiUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The outbound side of the connector: publishes the events that reach the channel {@code events} from other channels, one
 * message after the other, and acknowledges each message once all in-sync replicas have its events.
 *
 * <p>Results of methods that consume event types do not come this way: they belong to the transaction of the consumed event.
 */
@ApplicationScoped
@Connector(Channels.CONNECTOR)
class SluiceOutboundConnector implements OutboundConnector {

    private final EventEmitter emitter;

    SluiceOutboundConnector(@Channel(Channels.EVENTS) EventEmitter emitter) {
        this.emitter = emitter;
    }

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return MultiUtils.via(messages -> messages.onItem().transformToUniAndConcatenate(this::publish));
    }

    private Uni<Void> publish(Message<?> message) {
        return events(message.getPayload())
                .onItem()
                .transformToUniAndConcatenate(event -> emitter.send((SpecificRecord) event))
                .onItem()
                .ignoreAsUni()
                .onItemOrFailure()
                .transformToUni((done, failure) ->
                        Uni.createFrom().completionStage(failure == null ? message.ack() : message.nack(failure)))
                .onFailure()
                .recoverWithNull();
    }

    @SuppressWarnings("unchecked")
    private static Multi<Object> events(Object payload) {
        return payload instanceof Iterable<?> events
                ? Multi.createFrom().iterable((Iterable<Object>) events)
                : Multi.createFrom().item(payload);
    }
}
