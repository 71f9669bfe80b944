package dev.sluice.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** What stands for a field that is absent. */
final class FieldDefaults {

    private FieldDefaults() {}

    /** The schema's default, or null for a field that can be null, in Avro; nothing if the field must not be absent. */
    static byte @Nullable [] encoded(Schema.Field field) {
        if (!field.hasDefaultValue() && !field.schema().isNullable()) {
            return null;
        }
        Object value = field.hasDefaultValue() ? GenericData.get().getDefaultValue(field) : null;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<@Nullable Object>(field.schema()).write(value, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
