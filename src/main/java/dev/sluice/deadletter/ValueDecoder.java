package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.json.EventWriter;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import jakarta.inject.Singleton;

/** Shows values as JSON, as far as they can be decoded. Waits for the registry if a schema was not seen before. */
@Singleton
class ValueDecoder {

    private final SchemaRegistry registry;

    ValueDecoder(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** What a value says, or why that cannot be told. */
    sealed interface Decoded {

        record Json(String text) implements Decoded {}

        record Undecodable(String reason) implements Decoded {}
    }

    Decoded decode(byte[] value) {
        try {
            EventWriter writer = new EventWriter(registry.schema(WireFormat.schemaId(value)));
            return new Decoded.Json(new String(writer.write(value), UTF_8));
        } catch (UndecodableException | SchemaRejectedException | SchemaRegistryUnavailableException e) {
            return new Decoded.Undecodable(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // Foreign bytes with a foreign schema: whatever they do to a decoder, their letter is to be read.
            return new Decoded.Undecodable(e.getClass().getSimpleName());
        }
    }
}
