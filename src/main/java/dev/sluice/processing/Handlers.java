package dev.sluice.processing;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHandler;
import dev.sluice.event.EventType;
import io.quarkus.arc.All;
import io.quarkus.arc.InstanceHandle;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The handlers of this application, by the name of their event type. */
@Singleton
class Handlers {

    private final Map<String, EventHandler<SpecificRecord>> byType = new HashMap<>();

    Handlers(@All List<InstanceHandle<EventHandler<?>>> handlers, EventCatalog catalog) {
        for (InstanceHandle<EventHandler<?>> handler : handlers) {
            byType.put(catalog.handledBy(handler.getBean().getBeanClass()).name(), unchecked(handler.get()));
        }
    }

    /** The build has checked that the handler takes events of its type's class. */
    @SuppressWarnings("unchecked")
    private static EventHandler<SpecificRecord> unchecked(EventHandler<?> handler) {
        return (EventHandler<SpecificRecord>) handler;
    }

    Optional<EventHandler<SpecificRecord>> of(EventType type) {
        return Optional.ofNullable(byType.get(type.name()));
    }
}
