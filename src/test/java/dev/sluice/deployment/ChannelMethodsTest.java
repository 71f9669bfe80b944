package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.EventCatalogProcessor.EventTypesBuildItem;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventType;
import dev.sluice.ingress.EventEmitter;
import dev.sluice.testing.parcel.Item;
import dev.sluice.testing.parcel.ParcelCreated;
import dev.sluice.testing.parcel.ParcelPaid;
import dev.sluice.testing.parcel.TransportRequested;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.inject.Vetoed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.Index;
import org.jboss.jandex.MethodInfo;
import org.junit.jupiter.api.Test;

class ChannelMethodsTest {

    private static final Config CONFIG = new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(
                    Map.of("mp.messaging.incoming.tickets.connector", "smallrye-kafka"), "test", 100))
            .build();

    private static final EventTypesBuildItem TYPES =
            new EventTypesBuildItem(Stream.of(ParcelCreated.class, ParcelPaid.class, TransportRequested.class)
                    .collect(Collectors.toMap(Class::getName, EventType::of)));

    private static List<String> errors(Class<?> bean) throws IOException {
        Index index = Index.of(bean, Item.class, Incoming.class, Outgoing.class);
        ChannelMethods methods = new ChannelMethods(TYPES, index, CONFIG);
        List<MethodInfo> declared = index.getClassByName(bean).methods();
        declared.forEach(methods::addOutgoing);
        declared.forEach(methods::add);
        return methods.errors();
    }

    @Vetoed
    static class Valid {

        @Incoming("parcel.created")
        @Incoming("parcel.paid")
        void several(SpecificRecord event) {}

        @Incoming("parcel.created")
        @Outgoing("events")
        Uni<List<? extends SpecificRecord>> wildcard(ParcelCreated parcel) {
            return Uni.createFrom().nullItem();
        }

        @Incoming("parcel.paid")
        @Outgoing("events")
        TransportRequested one(ParcelPaid payment, EventMetadata metadata) {
            return null;
        }

        @Incoming("tickets")
        @Outgoing("inner")
        String connector(String ticket) {
            return ticket;
        }

        @Incoming("inner")
        void inner(String ticket) {}

        @Incoming("tickets")
        @Outgoing("events")
        Multi<Message<ParcelPaid>> stream(String ticket) {
            return Multi.createFrom().empty();
        }

        @Incoming("parcel.paid")
        @Outgoing("events")
        CompletableFuture<Set<TransportRequested>> future(ParcelPaid payment) {
            return new CompletableFuture<>();
        }
    }

    @Test
    void acceptsMethodsOfAllKinds() throws Exception {
        assertThat(errors(Valid.class)).isEmpty();
    }

    @Vetoed
    static class Invalid {

        @Incoming("parcel.craeted")
        void misspelled(ParcelCreated parcel) {}

        @Incoming("parcel.created")
        void otherClass(ParcelPaid payment) {}

        @Incoming("parcel.created")
        void noParameter() {}

        @Incoming("parcel.created")
        void tooMany(ParcelCreated parcel, String other) {}

        @Incoming("parcel.created")
        @Outgoing("events")
        List<Item> noEventType(ParcelCreated parcel) {
            return List.of();
        }

        @Incoming("parcel.created")
        TransportRequested lost(ParcelCreated parcel) {
            return null;
        }

        @Incoming("parcel.created")
        @Outgoing("transports")
        TransportRequested elsewhere(ParcelCreated parcel) {
            return null;
        }

        @Incoming("parcel.created")
        @Incoming("tickets")
        void mixed(ParcelCreated parcel) {}

        @Incoming("parcel.created")
        private void hidden(ParcelCreated parcel) {}

        @Incoming("parcel.created")
        @Outgoing("events")
        Optional<TransportRequested> optional(ParcelCreated parcel) {
            return Optional.empty();
        }

        @Incoming("tickets")
        @Outgoing("events")
        String text(String ticket) {
            return ticket;
        }

        @Incoming("tickets")
        @Outgoing("parcel.paid")
        ParcelPaid toEventType(String ticket) {
            return null;
        }

        @Incoming("parcel.created")
        @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
        void early(ParcelCreated parcel) {}
    }

    @Test
    void reportsEveryInvalidMethod() throws Exception {
        assertThat(errors(Invalid.class))
                .containsExactlyInAnyOrder(
                        "Invalid.misspelled has @Incoming(\"parcel.craeted\"), which is neither an event type nor a channel of"
                                + " another method or a connector. Event types: parcel.created, parcel.paid,"
                                + " transport.requested",
                        "Invalid.otherClass takes ParcelPaid, but events of parcel.created are ParcelCreated",
                        "Invalid.noParameter has no parameter. It consumes parcel.created, so it takes ParcelCreated",
                        "Invalid.tooMany has too many parameters: an event, and optionally its EventMetadata",
                        "Invalid.noEventType returns Item, which is not an event type: its schema has no \"event\" attribute",
                        "Invalid.lost returns TransportRequested, which would be lost. Add @Outgoing(\"events\") to publish it",
                        "Invalid.elsewhere has @Outgoing(\"transports\"). Results of events are published by their event"
                                + " types, with @Outgoing(\"events\")",
                        "Invalid.mixed consumes event types and other channels. Write a method for each",
                        "Invalid.hidden is private or static, so it cannot be called",
                        "Invalid.optional returns Optional. A result is an event, a List of events, or a Uni or"
                                + " CompletionStage of these",
                        "Invalid.text returns String. A result is an event, a List of events, or a Uni or"
                                + " CompletionStage of these",
                        "Invalid.toEventType has @Outgoing(\"parcel.paid\"), the name of an event type. Events are published with"
                                + " @Outgoing(\"events\")",
                        "Invalid.early has @Acknowledgment(PRE_PROCESSING). An event is acknowledged by the transaction that"
                                + " publishes the method's result");
    }

    @Test
    void rejectsStreamAndEmitterOfEventType() throws Exception {
        ChannelMethods methods = new ChannelMethods(TYPES, Index.of(Incoming.class), CONFIG);

        methods.addInjected("parcel.paid");
        methods.addInjected("tickets");
        methods.addEmitter("parcel.created", MutinyEmitter.class);

        assertThat(methods.errors())
                .containsExactly(
                        "The stream @Channel(\"parcel.paid\") is injected, which has no answer for each event. Consume the event"
                                + " type with a method",
                        "An emitter is injected with @Channel(\"parcel.created\"), the name of an event type. Publish with"
                                + " EventEmitter and @Channel(\"events\")");
    }

    @Test
    void rejectsEmitterOfOtherChannel() throws Exception {
        ChannelMethods methods = new ChannelMethods(TYPES, Index.of(Incoming.class), CONFIG);

        methods.addEmitter("parcels", EventEmitter.class);

        assertThat(methods.errors())
                .containsExactly("EventEmitter is injected with @Channel(\"parcels\"). Its channel is \"events\"");
    }

    /** A class that is not a bean, with an event type that the test's application does not have. */
    abstract static class Base {

        @Incoming("never.called")
        void inherited(ParcelCreated parcel) {}
    }

    interface Contract {

        @Incoming("never.called")
        void declared(ParcelCreated parcel);
    }

    @Test
    void reportsMethodsThatAreNeverCalled() throws Exception {
        // Given
        EventType parcel = EventType.of(ParcelCreated.class);
        EventTypesBuildItem types = new EventTypesBuildItem(Map.of(
                "never.called", new EventType("never.called", parcel.topic(), parcel.key(), true, parcel.schema())));
        Index index = Index.of(Base.class, Contract.class, Valid.class, Incoming.class);
        ChannelMethods methods = new ChannelMethods(types, index, CONFIG);

        // When
        methods.reportUncalled(List.of());

        // Then
        assertThat(methods.errors())
                .containsExactlyInAnyOrder(
                        "Base.inherited is never called, because Base is not a bean class. Declare the method in a class that"
                                + " is one",
                        "Contract.declared is never called, because Contract is not a bean class. Declare the method in a"
                                + " class that is one");
    }
}
