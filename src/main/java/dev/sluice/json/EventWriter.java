package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/**
 * Writes values of one schema as the plain JSON that an {@link EventReader} reads back to the same value, and to the same
 * bytes if they are as Avro's own writers make them. In one pass, without trees; immutable, and safe for any thread.
 */
public final class EventWriter {

    private static final JsonFactory JSON = new JsonFactory();

    private final ValueWriter writer;

    public EventWriter(Schema schema) {
        writer = new ValueWriters().of(schema);
    }

    /**
     * Writes a value.
     *
     * @param value in the wire format
     * @return UTF-8
     * @throws UndecodableException if it is not of the schema; the message names the place
     */
    public byte[] write(byte[] value) {
        AvroInput in = new AvroInput(value, Math.min(WireFormat.HEADER_SIZE, value.length), value.length, true);
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writer.write(in, new JsonOutput(json));
            in.requireEnd();
            json.flush();
            return bytes.toByteArray();
        } catch (MalformedAvroException broken) {
            ValidationError fault = in.faults().all().get(0);
            throw new UndecodableException("the value is not of the schema: "
                    + (fault.pointer().isEmpty() ? "it" : fault.pointer()) + " " + fault.detail());
        } catch (IOException e) {
            throw new UncheckedIOException("to bytes in memory", e);
        }
    }
}
