package dev.sluice.deployment;

import dev.sluice.deployment.EventCatalogProcessor.EventTypesBuildItem;
import dev.sluice.event.Channels;
import dev.sluice.event.EventCatalogFile;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.InjectedChannelBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.InjectedEmitterBuildItem;
import io.quarkus.smallrye.reactivemessaging.deployment.items.MediatorBuildItem;
import io.smallrye.reactive.messaging.EmitterConfiguration;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.jandex.MethodInfo;

/**
 * Finds the methods that consume event types, and configures their channels. Methods that would never get an event, or whose
 * results could not be published, fail the build with one message that lists every error.
 */
class EventMethodsProcessor {

    @BuildStep
    void configureChannels(
            EventTypesBuildItem types,
            List<MediatorBuildItem> mediators,
            List<InjectedEmitterBuildItem> emitters,
            List<InjectedChannelBuildItem> channels,
            CombinedIndexBuildItem index,
            BuildProducer<RunTimeConfigurationDefaultBuildItem> config,
            BuildProducer<GeneratedResourceBuildItem> resources,
            BuildProducer<NativeImageResourceBuildItem> nativeResources) {
        ChannelMethods methods = new ChannelMethods(types, index.getIndex(), ConfigProvider.getConfig());
        for (InjectedEmitterBuildItem emitter : emitters) {
            EmitterConfiguration injected = emitter.getEmitterConfig();
            methods.addEmitter(injected.name(), injected.emitterType().value());
        }
        channels.forEach(channel -> methods.addInjected(channel.getChannelConfig().channelName));
        List<MethodInfo> called =
                mediators.stream().map(MediatorBuildItem::getMethod).toList();
        called.forEach(methods::addOutgoing);
        called.forEach(methods::add);
        methods.reportUncalled(called);
        if (!methods.errors().isEmpty()) {
            throw new IllegalStateException("Invalid channel methods:\n  " + String.join("\n  ", methods.errors()));
        }
        for (String channel : methods.consumed()) {
            config.produce(new RunTimeConfigurationDefaultBuildItem(
                    Channels.incomingKey(channel, "connector"), Channels.CONNECTOR));
            // Several methods may consume the channel.
            config.produce(
                    new RunTimeConfigurationDefaultBuildItem(Channels.incomingKey(channel, "broadcast"), "true"));
        }
        resources.produce(EventCatalogProcessor.resource(EventCatalogFile.CONSUMED, List.copyOf(methods.consumed())));
        nativeResources.produce(new NativeImageResourceBuildItem(EventCatalogFile.CONSUMED));
    }
}
