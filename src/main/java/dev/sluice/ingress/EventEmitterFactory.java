package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.Cause;
import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.registry.EventSchemas;
import dev.sluice.serde.WireFormat;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.smallrye.reactive.messaging.EmitterConfiguration;
import io.smallrye.reactive.messaging.EmitterFactory;
import io.smallrye.reactive.messaging.MessagePublisherProvider;
import io.smallrye.reactive.messaging.annotations.EmitterFactoryFor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Creates the {@link EventEmitter} of the channel {@code events}. The build rejects other channels. */
@EmitterFactoryFor(EventEmitter.class)
@ApplicationScoped
class EventEmitterFactory implements EmitterFactory<EventEmitterFactory.ChannelEmitter> {

    private final ChannelEmitter emitter;

    EventEmitterFactory(
            EventCatalog catalog,
            EventSchemas schemas,
            Serializer<Object> serializer,
            EventsChannel channel,
            Publisher publisher) {
        this.emitter = new ChannelEmitter(catalog, schemas, serializer, channel, publisher);
    }

    @Override
    public ChannelEmitter createEmitter(EmitterConfiguration configuration, long defaultBufferSize) {
        return emitter;
    }

    @Produces
    @Typed(EventEmitter.class)
    @Channel(Channels.EVENTS)
    ChannelEmitter emitter() {
        return emitter;
    }

    /** Hands events to the channel's producer directly, since a stream of messages would halve the rate (ADR 4). */
    static final class ChannelEmitter implements EventEmitter, MessagePublisherProvider<Object> {

        private final EventCatalog catalog;
        private final EventSchemas schemas;
        private final Serializer<Object> serializer;
        private final EventsChannel channel;
        private final Publisher publisher;

        ChannelEmitter(
                EventCatalog catalog,
                EventSchemas schemas,
                Serializer<Object> serializer,
                EventsChannel channel,
                Publisher publisher) {
            this.catalog = catalog;
            this.schemas = schemas;
            this.serializer = serializer;
            this.channel = channel;
            this.publisher = publisher;
        }

        @Override
        public Uni<Receipt> send(SpecificRecord event) {
            return send(event, null, 0);
        }

        /**
         * Publishes an event that may result from another one.
         *
         * @param cause the event that this one results from, if any
         * @param index the position among the results of one method call
         */
        Uni<Receipt> send(SpecificRecord event, @Nullable Cause cause, int index) {
            return Uni.createFrom().deferred(() -> {
                EventType type = catalog.find(event)
                        .orElseThrow(() -> new IllegalArgumentException(
                                event.getSchema().getFullName() + " is not an event type"));
                if (schemas.id(type).isEmpty()) {
                    return Uni.createFrom().failure(new PublishException(PublishProblem.schemaUnresolved()));
                }
                byte[] key = type.keyOf(event).getBytes(UTF_8);
                byte[] value = serialize(type, event);
                UUID id = cause == null ? EventIds.next() : resultId(cause, type, index, value);
                EventContext context = EventContext.ofCause(cause == null ? null : cause.id());
                return afterLookup(
                                type, publisher.publish(new BatchItem.Ready(type, id, new Valid(key, value), context)))
                        // Leaves the producer's thread, which completes the events of all callers.
                        .emitOn(callersExecutor());
            });
        }

        /** Derives the id from the content too, because several methods can publish results of one event. */
        private static UUID resultId(Cause cause, EventType type, int index, byte[] value) {
            byte[] content = Arrays.copyOfRange(value, WireFormat.HEADER_SIZE, value.length);
            return cause.resultId(type.name() + "/" + index, content);
        }

        private Uni<Receipt> afterLookup(EventType type, Uni<Receipt> publication) {
            return Uni.createFrom()
                    .emitter(emitter -> channel.whenKnown(type.topic(), new TopicGate.Send() {
                        @Override
                        public void run() {
                            publication.subscribe().with(emitter::complete, emitter::fail);
                        }

                        @Override
                        public void refuse() {
                            emitter.fail(new PublishException(PublishProblem.NOT_WRITTEN.with(
                                    "The topic of the event is not known yet; the event was not written")));
                        }
                    }));
        }

        private static Executor callersExecutor() {
            Context context = Vertx.currentContext();
            return context == null ? Infrastructure.getDefaultWorkerPool() : MutinyHelper.executor(context);
        }

        private byte[] serialize(EventType type, SpecificRecord event) {
            try {
                // Serializers are not thread-safe. This takes microseconds, since the schema is resolved.
                synchronized (serializer) {
                    return serializer.serialize(type.topic(), event);
                }
            } catch (SerializationException e) {
                throw new IllegalArgumentException("the event is not a valid " + type.name(), e);
            }
        }

        @Override
        public Uni<Receipt> send(BatchItem.Ready event) {
            return publisher.publish(event);
        }

        /** Returns the stream of the channel's messages, which is empty. */
        @Override
        public Flow.Publisher<Message<? extends Object>> getPublisher() {
            return Multi.createFrom().nothing();
        }
    }
}
