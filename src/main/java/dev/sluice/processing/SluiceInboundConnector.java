package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventType;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The inbound side of the connector: a channel for each event type that a method consumes. The build configures the channels.
 * {@link ProcessingLoop} emits the events.
 */
@ApplicationScoped
@Connector(Channels.CONNECTOR)
class SluiceInboundConnector implements InboundConnector {

    private final Map<String, EventChannel> channels = new ConcurrentHashMap<>();

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return channels.computeIfAbsent(
                config.getValue(CHANNEL_NAME_ATTRIBUTE, String.class), name -> new EventChannel());
    }

    /** Returns the methods that consume events of a type. */
    List<EventChannel.Consumer> consumers(EventType type) {
        EventChannel channel = channels.get(type.name());
        return channel == null ? List.of() : channel.consumers();
    }
}
