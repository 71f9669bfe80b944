package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalog;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.Invoker;
import io.smallrye.reactive.messaging.MediatorConfiguration;
import io.smallrye.reactive.messaging.providers.AbstractMediator;
import io.smallrye.reactive.messaging.providers.MediatorFactory;
import io.smallrye.reactive.messaging.providers.helpers.IgnoringSubscriber;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Calls a method that consumes {@link EventChannel}s. The method's result is the output of the consumed record, and does not
 * travel through an outgoing channel.
 *
 * <p>SmallRye's own mediators chain some twenty operators per event, which costs more than the rest of the processing of an
 * event (docs/benchmarks.md). A method that never returns would block its chain permanently, and an {@link Error} would break it.
 */
final class EventMethodMediator extends AbstractMediator {

    private final ChannelRegistry channels;
    private final String name;
    private Invoker invoker = arguments -> {
        throw new IllegalStateException("the mediator has no invoker");
    };
    private boolean connected;

    EventMethodMediator(MediatorConfiguration configuration, ChannelRegistry channels) {
        super(configuration);
        this.channels = channels;
        this.name = name(configuration.methodAsString());
    }

    /** The factory of all mediators. Those of other methods are SmallRye's. */
    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Factory extends MediatorFactory {

        private final EventCatalog catalog;
        private final ChannelRegistry channels;
        private final Config config;

        Factory(EventCatalog catalog, ChannelRegistry channels, Config config) {
            this.catalog = catalog;
            this.channels = channels;
            this.config = config;
        }

        @Override
        public AbstractMediator create(MediatorConfiguration configuration) {
            return !configuration.getIncoming().isEmpty()
                            && configuration.getIncoming().stream().allMatch(this::isEventChannel)
                    ? new EventMethodMediator(configuration, channels)
                    : super.create(configuration);
        }

        /** Returns whether a channel is an event type's. Configuration can give it another connector, such as in a test. */
        private boolean isEventChannel(String channel) {
            return catalog.find(channel).isPresent()
                    && Channels.CONNECTOR.equals(
                            config.getOptionalValue(Channels.incomingKey(channel, "connector"), String.class)
                                    .orElse(""));
        }
    }

    /** Returns {@code <class>.<method>} without packages and outer classes. */
    private static String name(String methodAsString) {
        int method = methodAsString.indexOf('#');
        int type = Math.max(methodAsString.lastIndexOf('.', method), methodAsString.lastIndexOf('$', method));
        return methodAsString.substring(type + 1).replace('#', '.');
    }

    @Override
    public synchronized void setInvoker(Invoker invoker) {
        super.setInvoker(invoker);
        this.invoker = invoker;
    }

    /** Subscribes to the channels. Several ones come merged as {@code merged}, in which one event would wait for another. */
    @Override
    public void connectToUpstream(Multi<? extends Message<?>> merged) {
        for (String channel : configuration.getIncoming()) {
            for (Flow.Publisher<? extends Message<?>> events : channels.getPublishers(channel)) {
                Multi.createFrom().publisher(events).subscribe().withSubscriber(new EventSubscriber());
            }
        }
        connected = true;
    }

    private final class EventSubscriber implements Flow.Subscriber<Message<?>> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message<?> message) {
            handle(message, message.getMetadata(MethodCall.class).orElseThrow());
        }

        @Override
        public void onError(Throwable failure) {
            health.reportApplicationFailure(name, failure);
        }

        @Override
        public void onComplete() {
            // An EventChannel never completes.
        }
    }

    private void handle(Message<?> message, MethodCall call) {
        if (!configuration.isBlocking()) {
            call(message, call);
            return;
        }
        Context trace = Context.current();
        workerPoolRegistry
                .executeWork(
                        null,
                        skipContextPropagation(() -> {
                            try (Scope scope = trace.makeCurrent()) {
                                call(message, call);
                            }
                            return Uni.createFrom().voidItem();
                        }),
                        configuration.getWorkerPoolName(),
                        configuration.isBlockingExecutionOrdered())
                .subscribe()
                .with(done -> {}, call::fail);
    }

    private void call(Message<?> message, MethodCall call) {
        call.enter(name);
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
            uni.subscribe().with(call::complete, call::fail);
        } else if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    call.complete(value);
                } else {
                    call.fail(failure);
                }
            });
        } else {
            call.complete(result);
        }
    }

    /** Returns the stream of an outgoing channel, which never emits. */
    @Override
    public Multi<? extends Message<?>> getStream() {
        return Multi.createFrom().nothing();
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
