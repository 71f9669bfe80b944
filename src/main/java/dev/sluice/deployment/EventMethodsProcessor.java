package dev.sluice.deployment;

import dev.sluice.deployment.EventCatalogProcessor.EventTypesBuildItem;
import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalogFile;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventType;
import dev.sluice.ingress.EventEmitter;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.InjectedEmitterBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.MediatorBuildItem;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.EmitterConfiguration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

/**
 * Finds the methods that consume event types, and configures their channels. Methods that would never get an event, or whose
 * results could not be published, fail the build with one message that lists every error.
 */
class EventMethodsProcessor {

    private static final DotName INCOMING = DotName.createSimple(Incoming.class);
    private static final DotName OUTGOING = DotName.createSimple(Outgoing.class);
    private static final DotName ACKNOWLEDGMENT = DotName.createSimple(Acknowledgment.class);
    private static final DotName SPECIFIC_RECORD = DotName.createSimple(SpecificRecord.class);
    private static final DotName METADATA = DotName.createSimple(EventMetadata.class);
    private static final Set<DotName> ASYNCHRONOUS =
            Set.of(DotName.createSimple(Uni.class), DotName.createSimple(CompletionStage.class));
    private static final Set<DotName> COLLECTIONS = Set.of(
            DotName.createSimple(List.class),
            DotName.createSimple(Collection.class),
            DotName.createSimple(Iterable.class));
    private static final Set<DotName> NOTHING =
            Set.of(DotName.createSimple(void.class), DotName.createSimple(Void.class));

    @BuildStep
    void configureChannels(
            EventTypesBuildItem types,
            List<MediatorBuildItem> mediators,
            List<InjectedEmitterBuildItem> emitters,
            CombinedIndexBuildItem index,
            BuildProducer<RunTimeConfigurationDefaultBuildItem> config,
            BuildProducer<GeneratedResourceBuildItem> resources,
            BuildProducer<NativeImageResourceBuildItem> nativeResources) {
        Methods methods = new Methods(types, index.getIndex(), ConfigProvider.getConfig());
        for (InjectedEmitterBuildItem emitter : emitters) {
            EmitterConfiguration injected = emitter.getEmitterConfig();
            methods.addEmitter(injected.name(), injected.emitterType().value());
        }
        mediators.forEach(mediator -> methods.addOutgoing(mediator.getMethod()));
        mediators.forEach(mediator -> methods.add(mediator.getMethod()));
        if (!methods.errors.isEmpty()) {
            throw new IllegalStateException("Invalid channel methods:\n  " + String.join("\n  ", methods.errors));
        }
        for (String channel : methods.consumed) {
            config.produce(new RunTimeConfigurationDefaultBuildItem(
                    Channels.incomingKey(channel, "connector"), Channels.CONNECTOR));
            // Each method subscribes to the channel by itself.
            config.produce(
                    new RunTimeConfigurationDefaultBuildItem(Channels.incomingKey(channel, "broadcast"), "true"));
        }
        resources.produce(EventCatalogProcessor.resource(EventCatalogFile.METHODS, List.copyOf(methods.lines)));
        nativeResources.produce(new NativeImageResourceBuildItem(EventCatalogFile.METHODS));
    }

    /** The methods that consume event types, and the errors of all channel methods. */
    static final class Methods {

        private final EventTypesBuildItem types;
        private final IndexView index;
        private final Config config;
        private final Set<String> innerChannels = new HashSet<>();
        private final Set<String> consumed = new TreeSet<>();
        private final Set<String> lines = new TreeSet<>();
        private final Set<String> names = new HashSet<>();
        private final List<String> errors = new ArrayList<>();

        Methods(EventTypesBuildItem types, IndexView index, Config config) {
            this.types = types;
            this.index = index;
            this.config = config;
        }

        List<String> errors() {
            return errors;
        }

        void addEmitter(String channel, Class<?> type) {
            innerChannels.add(channel);
            if (type.equals(EventEmitter.class) && !channel.equals(Channels.EVENTS)) {
                errors.add("EventEmitter is injected with @Channel(\"" + channel + "\"). Its channel is \""
                        + Channels.EVENTS + "\"");
            }
        }

        void addOutgoing(MethodInfo method) {
            innerChannels.addAll(channels(method, OUTGOING));
        }

        void add(MethodInfo method) {
            String name = method.declaringClass().simpleName() + "." + method.name();
            List<String> incoming = channels(method, INCOMING);
            List<EventType> events = incoming.stream()
                    .filter(channel -> !isConnected(channel))
                    .flatMap(channel -> types.named(channel).stream())
                    .toList();
            incoming.stream()
                    .filter(channel ->
                            !isConnected(channel) && types.named(channel).isEmpty())
                    .forEach(channel -> errors.add(name + " has @Incoming(\"" + channel
                            + "\"), which is neither an event type nor a channel of another method or a connector."
                            + " Event types: " + String.join(", ", types.names())));
            if (events.isEmpty()) {
                return;
            }
            if (events.size() < incoming.size()) {
                errors.add(name + " consumes event types and other channels. Write a method for each");
                return;
            }
            if (!names.add(name)) {
                errors.add(name + " exists twice. Event ids are derived from the name, so rename one of the methods");
            }
            for (EventType event : events) {
                checkParameters(name, method, event);
                consumed.add(event.name());
                lines.add(event.name() + "=" + name);
            }
            checkResult(name, method);
            AnnotationInstance acknowledgment = method.annotation(ACKNOWLEDGMENT);
            if (acknowledgment != null
                    && !acknowledgment.value().asEnum().equals(Acknowledgment.Strategy.POST_PROCESSING.name())) {
                errors.add(
                        name + " has @Acknowledgment(" + acknowledgment.value().asEnum()
                                + "). An event is acknowledged by the transaction that publishes the method's result");
            }
        }

        private boolean isConnected(String channel) {
            return innerChannels.contains(channel)
                    || config.getOptionalValue(Channels.incomingKey(channel, "connector"), String.class)
                            .isPresent();
        }

        private void checkParameters(String name, MethodInfo method, EventType event) {
            List<DotName> parameters =
                    method.parameterTypes().stream().map(Type::name).toList();
            if (parameters.isEmpty()) {
                errors.add(name + " has no parameter. It consumes " + event.name() + ", so it takes "
                        + event.recordClass().getSimpleName());
                return;
            }
            DotName first = parameters.get(0);
            if (!first.equals(DotName.createSimple(event.recordClass())) && !first.equals(SPECIFIC_RECORD)) {
                errors.add(name + " takes " + first.withoutPackagePrefix() + ", but events of " + event.name() + " are "
                        + event.recordClass().getSimpleName());
            }
            if (parameters.size() > 2
                    || (parameters.size() == 2 && !parameters.get(1).equals(METADATA))) {
                errors.add(name + " has too many parameters: an event, and optionally its EventMetadata");
            }
        }

        private void checkResult(String name, MethodInfo method) {
            List<String> outgoing = channels(method, OUTGOING);
            Type result = method.returnType();
            if (ASYNCHRONOUS.contains(result.name())) {
                result = argument(result);
            }
            if (COLLECTIONS.contains(result.name())) {
                result = argument(result);
            }
            boolean returnsNothing = NOTHING.contains(result.name());
            if (outgoing.isEmpty() && !returnsNothing) {
                errors.add(name + " returns " + result.name().withoutPackagePrefix()
                        + ", which would be lost. Add @Outgoing(\"" + Channels.EVENTS + "\") to publish it");
            } else if (!outgoing.isEmpty() && !outgoing.equals(List.of(Channels.EVENTS))) {
                errors.add(name + " has @Outgoing(\"" + String.join("\", \"", outgoing)
                        + "\"). Results of events are published by their event types, with @Outgoing(\""
                        + Channels.EVENTS
                        + "\")");
            } else if (!returnsNothing
                    && !result.name().equals(SPECIFIC_RECORD)
                    && types.ofClass(result.name()).isEmpty()) {
                errors.add(name + " returns " + result.name().withoutPackagePrefix()
                        + ", which is not an event type: its schema has no \"event\" attribute");
            }
        }

        private static Type argument(Type type) {
            if (type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
                return type;
            }
            Type argument = type.asParameterizedType().arguments().get(0);
            return argument.kind() == Type.Kind.WILDCARD_TYPE
                    ? argument.asWildcardType().extendsBound()
                    : argument;
        }

        /** Returns the channels that a repeatable annotation names. */
        private List<String> channels(MethodInfo method, DotName annotation) {
            return method.annotationsWithRepeatable(annotation, index).stream()
                    .map(AnnotationInstance::value)
                    .map(AnnotationValue::asString)
                    .toList();
        }
    }
}
