package dev.sluice.processing.http;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventConsumers;
import dev.sluice.registry.EventSchemas;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The configured HTTP handlers. */
@Singleton
public class HttpHandlers {

    private final HttpHandlersConfig config;
    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final EventSchemas schemas;
    private final Clients clients;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Traces traces;

    HttpHandlers(
            HttpHandlersConfig config,
            EventCatalog catalog,
            SchemaRegistry registry,
            EventSchemas schemas,
            Clients clients,
            MeterRegistry meters,
            Clock clock,
            Traces traces) {
        this.config = config;
        this.catalog = catalog;
        this.registry = registry;
        this.schemas = schemas;
        this.clients = clients;
        this.meters = meters;
        this.clock = clock;
        this.traces = traces;
    }

    /** The event types that HTTP handlers handle. */
    @Singleton
    static class HandledTypes implements EventConsumers {

        private final HttpHandlersConfig config;

        HandledTypes(HttpHandlersConfig config) {
            this.config = config;
        }

        @Override
        public Collection<String> types() {
            return config.byName().values().stream()
                    .flatMap(handler -> handler.types().stream().flatMap(List::stream))
                    .collect(Collectors.toSet());
        }
    }

    /** The factory of clients for endpoints. */
    @Singleton
    static class Clients {

        private final Vertx vertx;
        private final TlsConfigurationRegistry tls;

        Clients(Vertx vertx, TlsConfigurationRegistry tls) {
            this.vertx = vertx;
            this.tls = tls;
        }

        /** Returns a context on each event loop. */
        List<Context> newContexts() {
            List<Context> contexts = new ArrayList<>();
            vertx.nettyEventLoopGroup().forEach(loop -> contexts.add(((VertxInternal) vertx).createEventLoopContext()));
            return contexts;
        }

        EndpointClient open(HttpHandler handler) {
            return new EndpointClient(vertx, handler, TlsConfiguration.from(tls, handler.tls()));
        }
    }

    /**
     * Creates the calls of all handlers that are configured correctly.
     *
     * @param retried counts a failed attempt that is followed by another one, by the name of the event type
     */
    public EventCalls open(EventCalls.Limits limits, Consumer<String> retried) {
        CallPolicy policy = new CallPolicy(new ResultReader(catalog, schemas::id), clock);
        EndpointRequest.Factory requests = new EndpointRequest.Factory(clock, traces);
        Map<String, List<HandlerQueue>> byType = new TreeMap<>();
        // Results are published in the order of the names.
        new TreeMap<>(config.byName()).forEach((name, configured) -> {
            HttpHandler handler;
            EndpointClient client;
            try {
                handler = HttpHandler.of(name, configured);
                client = clients.open(handler);
            } catch (RuntimeException invalid) {
                // The startup check reports it, and the application stops.
                return;
            }
            HandlerQueue queue = new HandlerQueue(
                    handler,
                    client,
                    policy,
                    requests,
                    new HandlerMeters(meters, name, retried),
                    limits,
                    clients.newContexts(),
                    traces);
            handler.types().forEach(type -> byType.computeIfAbsent(type, key -> new ArrayList<>())
                    .add(queue));
        });
        return new EventCalls(catalog, registry, byType);
    }
}
