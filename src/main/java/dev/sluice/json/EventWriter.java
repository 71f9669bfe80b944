package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.sluice.json.AvroInput.MalformedAvroException;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/**
 * A writer of values of one schema as plain JSON. An {@link EventReader} reads the JSON back to the same value, and to the
 * same bytes if Avro's own writers encoded it. Works in one pass, without trees. Immutable and thread-safe.
 */
public final class EventWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final ValueWriter writer;

    public EventWriter(Schema schema) {
        writer = ValueWriter.of(schema);
    }

    /**
     * Writes a value.
     *
     * @param value the value in the wire format
     * @return the JSON in UTF-8
     * @throws UndecodableException if the value does not match the schema; the message contains a JSON Pointer
     */
    public byte[] write(byte[] value) {
        AvroInput in = new AvroInput(value, Math.min(WireFormat.HEADER_SIZE, value.length), value.length, true);
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writer.write(in, new JsonOutput(json));
            in.requireEnd();
            json.flush();
            return bytes.toByteArray();
        } catch (MalformedAvroException malformed) {
            ValidationError error = in.errors().toList().get(0);
            throw new UndecodableException("the value does not match the schema: "
                    + (error.pointer().isEmpty() ? "it" : error.pointer()) + " " + error.detail());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
