package dev.sluice.serde;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventConsumers;
import dev.sluice.event.EventTypeSources;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.registry.SchemaRegistry;
import io.quarkus.arc.All;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Produces the event types, the schema registry, and the value serializer and deserializer for code that works with bytes.
 * The latter are the same as in channels: {@code mp.messaging.connector.smallrye-kafka.value.(de)serializer}.
 */
@Singleton
class SerdeBeans {

    private final Map<String, String> settings;

    SerdeBeans(KafkaClients kafka) {
        this.settings = kafka.shared();
    }

    @Produces
    @Singleton
    EventTypeSources eventTypes() {
        return AvroDeserializer.eventTypes(settings);
    }

    @Produces
    @Singleton
    EventCatalog catalog(EventTypeSources sources, @All List<EventConsumers> consumers) {
        return sources.catalog()
                .withConsumed(consumers.stream()
                        .flatMap(consumer -> consumer.types().stream())
                        .toList());
    }

    @Produces
    @Singleton
    SchemaRegistry registry() {
        return SchemaRegistry.of(settings);
    }

    /** Creates a serializer for each injection point, since serializers are not thread-safe. */
    @Produces
    @Dependent
    Serializer<Object> serializer() throws ClassNotFoundException {
        @SuppressWarnings("unchecked")
        Serializer<Object> serializer = Utils.newInstance(required("value.serializer"), Serializer.class);
        serializer.configure(settings, false);
        return serializer;
    }

    /** Creates a deserializer for each injection point, since deserializers are not thread-safe. */
    @Produces
    @Dependent
    Deserializer<Object> deserializer() throws ClassNotFoundException {
        @SuppressWarnings("unchecked")
        Deserializer<Object> deserializer = Utils.newInstance(required("value.deserializer"), Deserializer.class);
        deserializer.configure(settings, false);
        return deserializer;
    }

    private String required(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new IllegalStateException("mp.messaging.connector.smallrye-kafka." + key + " is not set");
        }
        return value;
    }
}
