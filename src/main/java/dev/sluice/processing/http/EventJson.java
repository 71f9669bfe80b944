package dev.sluice.processing.http;

import dev.sluice.event.EventType;
import dev.sluice.json.EventWriter;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * The JSON of events for endpoints. An event that is written with another version of its schema gets the fields of the version that
 * this process has, as a Java handler would. Thread-safe; does not block.
 */
final class EventJson {

    private final Map<EventType, EventWriter> writers = new ConcurrentHashMap<>();
    /** Schemas that equal the current one of their type. Comparing them takes long. */
    private final Map<Schema, Boolean> current = new ConcurrentHashMap<>();

    /**
     * Returns the event as JSON in UTF-8.
     *
     * @throws UndecodableException if the value does not match the schema that it is written with
     */
    byte[] of(CalledEvent event) {
        byte[] value = event.record().value();
        Schema expected = event.type().schema();
        boolean isCurrent = current.computeIfAbsent(event.written(), expected::equals);
        return writers.computeIfAbsent(event.type(), type -> new EventWriter(type.schema()))
                .write(isCurrent ? value : resolve(value, event.written(), expected));
    }

    /** Returns the value as if it had been written with the expected schema. */
    private static byte[] resolve(byte[] value, Schema written, Schema expected) {
        try {
            Object event = new GenericDatumReader<>(Schema.applyAliases(written, expected), expected, new GenericData())
                    .read(
                            null,
                            DecoderFactory.get()
                                    .binaryDecoder(
                                            value,
                                            WireFormat.HEADER_SIZE,
                                            value.length - WireFormat.HEADER_SIZE,
                                            null));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length);
            bytes.writeBytes(new byte[WireFormat.HEADER_SIZE]);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<>(expected).write(event, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException | AvroRuntimeException | ClassCastException | IllegalArgumentException e) {
            throw new UndecodableException("the value does not match the schema that it names: "
                    + e.getClass().getName());
        }
    }
}
