package dev.sluice.deployment;

import dev.sluice.deployment.EventCatalogProcessor.EventTypesBuildItem;
import dev.sluice.event.Channels;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventType;
import dev.sluice.ingress.EventEmitter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.GenericPayload;
import jakarta.enterprise.inject.Vetoed;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

/** The methods that consume event types, and the errors of all channel methods. */
final class ChannelMethods {

    private static final DotName INCOMING = DotName.createSimple(Incoming.class);
    private static final DotName OUTGOING = DotName.createSimple(Outgoing.class);
    private static final DotName ACKNOWLEDGMENT = DotName.createSimple(Acknowledgment.class);
    private static final DotName SPECIFIC_RECORD = DotName.createSimple(SpecificRecord.class);
    private static final DotName METADATA = DotName.createSimple(EventMetadata.class);
    private static final DotName SPECIFIC_RECORD_BASE = DotName.createSimple(SpecificRecordBase.class);
    private static final DotName VETOED = DotName.createSimple(Vetoed.class);
    private static final Set<DotName> ASYNCHRONOUS = names(Uni.class, CompletionStage.class, CompletableFuture.class);
    private static final Set<DotName> STREAMS = names(
            Uni.class,
            CompletionStage.class,
            CompletableFuture.class,
            Multi.class,
            Flow.Publisher.class,
            Message.class,
            GenericPayload.class);
    private static final Set<DotName> NOTHING = names(void.class, Void.class);

    private static Set<DotName> names(Class<?>... types) {
        return Arrays.stream(types).map(DotName::createSimple).collect(Collectors.toUnmodifiableSet());
    }

    private final EventTypesBuildItem types;
    private final IndexView index;
    private final Config config;
    private final Set<String> innerChannels = new HashSet<>();
    private final Set<String> consumed = new TreeSet<>();
    private final Set<String> names = new HashSet<>();
    private final List<String> errors = new ArrayList<>();

    ChannelMethods(EventTypesBuildItem types, IndexView index, Config config) {
        this.types = types;
        this.index = index;
        this.config = config;
        types.named(Channels.EVENTS)
                .ifPresent(type -> errors.add(type.schema().getFullName()
                        + " has the event type \"events\", which is the name of the channel that publishes events"));
    }

    List<String> errors() {
        return errors;
    }

    /** Returns the names of the consumed event types, sorted. */
    Set<String> consumed() {
        return consumed;
    }

    void addEmitter(String channel, Class<?> type) {
        innerChannels.add(channel);
        if (type.equals(EventEmitter.class) && !channel.equals(Channels.EVENTS)) {
            errors.add("EventEmitter is injected with @Channel(\"" + channel + "\"). Its channel is \""
                    + Channels.EVENTS + "\"");
        } else if (types.named(channel).isPresent()) {
            errors.add("An emitter is injected with @Channel(\"" + channel
                    + "\"), the name of an event type. Publish with EventEmitter and @Channel(\"" + Channels.EVENTS
                    + "\")");
        }
    }

    void addInjected(String channel) {
        if (types.named(channel).isPresent() && !isConnected(channel)) {
            errors.add("The stream @Channel(\"" + channel
                    + "\") is injected, which has no answer for each event. Consume the event type with a method");
        }
    }

    void addOutgoing(MethodInfo method) {
        for (String channel : channels(method, OUTGOING)) {
            innerChannels.add(channel);
            if (types.named(channel).isPresent()) {
                errors.add(name(method) + " has @Outgoing(\"" + channel
                        + "\"), the name of an event type. Events are published with @Outgoing(\"" + Channels.EVENTS
                        + "\")");
            }
        }
    }

    void add(MethodInfo method) {
        String name = name(method);
        List<String> incoming = channels(method, INCOMING);
        List<EventType> events = incoming.stream()
                .filter(channel -> !isConnected(channel))
                .flatMap(channel -> types.named(channel).stream())
                .toList();
        incoming.stream()
                .filter(channel -> !isConnected(channel) && types.named(channel).isEmpty())
                .forEach(channel -> errors.add(name + " has @Incoming(\"" + channel
                        + "\"), which is neither an event type nor a channel of another method or a connector."
                        + " Event types: " + String.join(", ", types.names())));
        if (events.isEmpty()) {
            checkForeignResult(name, method);
            return;
        }
        if (events.size() < incoming.size()) {
            errors.add(name + " consumes event types and other channels. Write a method for each");
            return;
        }
        if (!names.add(name)) {
            errors.add(name + " exists twice. Event ids are derived from the name, so rename one of the methods");
        }
        if (Modifier.isPrivate(method.flags()) || Modifier.isStatic(method.flags())) {
            errors.add(name + " is private or static, so it cannot be called");
        }
        for (EventType event : events) {
            checkParameters(name, method, event);
            consumed.add(event.name());
        }
        checkResult(name, method);
        AnnotationInstance acknowledgment = method.annotation(ACKNOWLEDGMENT);
        if (acknowledgment != null
                && !acknowledgment.value().asEnum().equals(Acknowledgment.Strategy.POST_PROCESSING.name())) {
            errors.add(name + " has @Acknowledgment(" + acknowledgment.value().asEnum()
                    + "). An event is acknowledged by the transaction that publishes the method's result");
        }
    }

    /** Reports methods that consume event types but are not called: Quarkus finds only the own methods of beans. */
    void reportUncalled(List<MethodInfo> called) {
        for (AnnotationInstance incoming : index.getAnnotationsWithRepeatable(INCOMING, index)) {
            MethodInfo method = incoming.target().asMethod();
            if (types.named(incoming.value().asString()).isPresent()
                    && !called.contains(method)
                    && !method.isSynthetic()
                    && !method.declaringClass().hasDeclaredAnnotation(VETOED)) {
                errors.add(name(method) + " is never called, because "
                        + method.declaringClass().simpleName()
                        + " is not a bean class. Declare the method in a class that is one");
            }
        }
    }

    private static String name(MethodInfo method) {
        return method.declaringClass().simpleName() + "." + method.name();
    }

    private boolean isConnected(String channel) {
        return innerChannels.contains(channel)
                || config.getOptionalValue(Channels.incomingKey(channel, "connector"), String.class)
                        .filter(connector -> !connector.equals(Channels.CONNECTOR))
                        .isPresent();
    }

    private void checkParameters(String name, MethodInfo method, EventType event) {
        List<DotName> parameters =
                method.parameterTypes().stream().map(Type::name).toList();
        if (parameters.isEmpty()) {
            errors.add(name + " has no parameter. It consumes " + event.name() + ", so it takes "
                    + event.schema().getName());
            return;
        }
        DotName first = parameters.get(0);
        if (!first.equals(DotName.createSimple(SpecificData.getClassName(event.schema())))
                && !first.equals(SPECIFIC_RECORD)) {
            errors.add(name + " takes " + first.withoutPackagePrefix() + ", but events of " + event.name() + " are "
                    + event.schema().getName());
        }
        if (parameters.size() > 2
                || (parameters.size() == 2 && !parameters.get(1).equals(METADATA))) {
            errors.add(name + " has too many parameters: an event, and optionally its EventMetadata");
        }
    }

    private void checkResult(String name, MethodInfo method) {
        List<String> outgoing = channels(method, OUTGOING);
        Type result = element(method.returnType(), ASYNCHRONOUS);
        boolean returnsNothing = NOTHING.contains(result.name());
        if (outgoing.isEmpty() && !returnsNothing) {
            errors.add(name + " returns " + result.name().withoutPackagePrefix()
                    + ", which would be lost. Add @Outgoing(\"" + Channels.EVENTS + "\") to publish it");
        } else if (!outgoing.isEmpty() && !outgoing.equals(List.of(Channels.EVENTS))) {
            errors.add(name + " has @Outgoing(\"" + String.join("\", \"", outgoing)
                    + "\"). Results of events are published by their event types, with @Outgoing(\""
                    + Channels.EVENTS
                    + "\")");
        } else if (!returnsNothing) {
            checkEvent(name, result);
        }
    }

    /** Checks the result of a method on another channel that publishes events. */
    private void checkForeignResult(String name, MethodInfo method) {
        if (channels(method, OUTGOING).contains(Channels.EVENTS)) {
            checkEvent(name, element(method.returnType(), STREAMS));
        }
    }

    private void checkEvent(String name, Type result) {
        Type event = isIterable(result.name()) ? argument(result) : result;
        if (event.name().equals(SPECIFIC_RECORD) || types.ofClass(event.name()).isPresent()) {
            return;
        }
        ClassInfo type = index.getClassByName(event.name());
        boolean isRecord = type != null && SPECIFIC_RECORD_BASE.equals(type.superName());
        errors.add(name + " returns " + event.name().withoutPackagePrefix()
                + (isRecord
                        ? ", which is not an event type: its schema has no \"event\" attribute"
                        : ". A result is an event, a List of events, or a Uni or CompletionStage of these"));
    }

    private static boolean isIterable(DotName type) {
        try {
            return Iterable.class.isAssignableFrom(
                    Class.forName(type.toString(), false, Thread.currentThread().getContextClassLoader()));
        } catch (ClassNotFoundException primitiveOrArray) {
            return false;
        }
    }

    /** Returns the type inside of wrappers. */
    private static Type element(Type type, Set<DotName> wrappers) {
        Type element = type;
        while (wrappers.contains(element.name()) && element.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            element = argument(element);
        }
        return element;
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
