package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventMetadata;
import dev.sluice.processing.SluiceInboundConnector.EventMethod;
import dev.sluice.runtime.OptionalPackages;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.Invoker;
import io.smallrye.reactive.messaging.MediatorConfiguration;
import io.smallrye.reactive.messaging.providers.AbstractMediator;
import io.smallrye.reactive.messaging.providers.MediatorFactory;
import io.smallrye.reactive.messaging.providers.helpers.IgnoringSubscriber;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;

/**
 * Connects a method that consumes event types to {@link SluiceInboundConnector}, and calls it. The method's result is the output
 * of the consumed record, and does not travel through an outgoing channel. ADR 5 says why SmallRye's own mediators are not used.
 */
final class EventMethodMediator extends AbstractMediator implements EventMethod {

    private final SluiceInboundConnector connector;
    private final Vertx vertx;
    private final String name;
    private Invoker invoker = arguments -> {
        throw new IllegalStateException("the mediator has no invoker");
    };
    private boolean connected;

    EventMethodMediator(MediatorConfiguration configuration, SluiceInboundConnector connector, Vertx vertx) {
        super(configuration);
        this.connector = connector;
        this.vertx = vertx;
        this.name = name(configuration.methodAsString());
    }

    /** The factory of all mediators. Those of other methods are SmallRye's. */
    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Factory extends MediatorFactory {

        private final EventCatalog catalog;
        private final SluiceInboundConnector connector;
        private final Config config;
        private final OptionalPackages packages;
        private final Vertx vertx;

        Factory(
                EventCatalog catalog,
                @Connector(Channels.CONNECTOR) SluiceInboundConnector connector,
                Config config,
                Vertx vertx) {
            this.catalog = catalog;
            this.connector = connector;
            this.config = config;
            this.packages = OptionalPackages.of(config);
            this.vertx = vertx;
        }

        @Override
        public AbstractMediator create(MediatorConfiguration configuration) {
            return packages.isEnabled(configuration.methodAsString())
                            && !configuration.getIncoming().isEmpty()
                            && configuration.getIncoming().stream().allMatch(this::isEventChannel)
                    ? new EventMethodMediator(configuration, connector, vertx)
                    : super.create(configuration);
        }

        private boolean isEventChannel(String channel) {
            return catalog.find(channel).isPresent() && SluiceInboundConnector.isConnectorOf(channel, config);
        }
    }

    private static String name(String methodAsString) {
        int method = methodAsString.indexOf('#');
        int type = Math.max(methodAsString.lastIndexOf('.', method), methodAsString.lastIndexOf('$', method));
        return methodAsString.substring(type + 1).replace('#', '.');
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void setInvoker(Invoker invoker) {
        super.setInvoker(invoker);
        this.invoker = invoker;
    }

    @Override
    public void connectToUpstream(Multi<? extends Message<?>> silent) {
        configuration.getIncoming().forEach(channel -> connector.connect(channel, this));
        connected = true;
    }

    @Override
    public void call(SpecificRecord event, EventMetadata metadata, MethodCall call) {
        Message<?> message = Message.of(event, Metadata.of(metadata));
        if (!configuration.isBlocking()) {
            run(message, call);
            return;
        }
        Context trace = Context.current();
        // A context of its own carries the trace to the other thread.
        io.vertx.core.Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        workerPoolRegistry
                .executeWork(
                        io.vertx.mutiny.core.Context.newInstance(context),
                        skipContextPropagation(() -> {
                            try (Scope scope = trace.makeCurrent()) {
                                run(message, call);
                            }
                            return Uni.createFrom().voidItem();
                        }),
                        configuration.getWorkerPoolName(),
                        configuration.isBlockingExecutionOrdered())
                .subscribe()
                .with(done -> {}, failure -> {
                    call.exit();
                    call.fail(failure);
                });
    }

    private void run(Message<?> message, MethodCall call) {
        if (!call.enter()) {
            return;
        }
        try {
            complete(call, invoker.invoke(getArguments(message)));
        } catch (Throwable failure) {
            // An Error, such as a StackOverflowError, is a failure of this event, too.
            call.fail(failure);
        } finally {
            call.exit();
        }
    }

    private static void complete(MethodCall call, @Nullable Object result) {
        if (result instanceof Uni<?> uni) {
            call.onAbandon(uni.subscribe().with(call::complete, call::fail));
        } else if (result instanceof CompletionStage<?> stage) {
            var future = stage.toCompletableFuture();
            var unused = future.whenComplete((value, failure) -> {
                if (failure == null) {
                    call.complete(value);
                } else {
                    call.fail(failure);
                }
            });
            call.onAbandon(() -> future.cancel(true));
        } else {
            call.complete(result);
        }
    }

    /** Returns the stream of the outgoing channel, which is empty. */
    @Override
    public Multi<? extends Message<?>> getStream() {
        return Multi.createFrom().empty();
    }

    @Override
    public Flow.Subscriber<Message<?>> getComputedSubscriber() {
        return IgnoringSubscriber.INSTANCE;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }
}
