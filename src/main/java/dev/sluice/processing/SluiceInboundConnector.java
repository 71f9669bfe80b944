package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventType;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The inbound side of the connector: a channel for each event type that a method consumes. The build configures the channels,
 * {@link EventMethodMediator} connects the methods, and {@link RecordProcessor} calls them. The streams of the channels emit
 * nothing, since a stream has no answer for each of its events.
 */
@ApplicationScoped
@Connector(Channels.CONNECTOR)
class SluiceInboundConnector implements InboundConnector {

    private final Map<String, Map<String, EventMethod>> methods = new ConcurrentHashMap<>();

    /** A method that consumes events. */
    interface EventMethod {

        /** Returns {@code <class>.<method>} without packages, which is unique in the application. */
        String name();

        /**
         * Starts a call. If the method is synchronous, it has returned afterwards.
         *
         * @param call receives the result
         */
        void call(SpecificRecord event, EventMetadata metadata, MethodCall call);
    }

    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
        return Multi.createFrom().nothing();
    }

    /** Connects a method to a channel, once, however many mediators SmallRye creates for it. */
    void connect(String channel, EventMethod method) {
        methods.computeIfAbsent(channel, name -> new ConcurrentSkipListMap<>()).putIfAbsent(method.name(), method);
    }

    /** Returns the methods that consume events of a type, sorted by name. */
    Collection<EventMethod> methods(EventType type) {
        return methods.getOrDefault(type.name(), Map.of()).values();
    }

    /** Returns the types whose methods the build has found, but which are not connected, such as by {@code enabled=false}. */
    List<String> disconnected(EventCatalog catalog, Config config) {
        List<String> disconnected = new ArrayList<>();
        for (EventType type : catalog.types()) {
            if (catalog.isConsumed(type) && methods(type).isEmpty() && isConnectorOf(type.name(), config)) {
                disconnected.add(type.name());
            }
        }
        return disconnected;
    }

    /** Returns whether a channel has this connector. Configuration can give it another one, such as in a test. */
    static boolean isConnectorOf(String channel, Config config) {
        return config.getOptionalValue(Channels.incomingKey(channel, "connector"), String.class)
                .filter(Channels.CONNECTOR::equals)
                .isPresent();
    }
}
