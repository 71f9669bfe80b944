package dev.sluice.json;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;

/** A record, as a JSON object with all its fields. */
final class RecordWriter implements ValueWriter {

    private final String[] names;
    private ValueWriter[] writers = {};

    RecordWriter(Schema schema) {
        names = schema.getFields().stream().map(Schema.Field::name).toArray(String[]::new);
    }

    /** Sets the writers of the fields, which may lead back to this one. */
    void complete(List<ValueWriter> fields) {
        writers = fields.toArray(ValueWriter[]::new);
    }

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        writeFields(in, out, -1);
    }

    /**
     * Writes the record.
     *
     * @param wanted the position of a field, or -1
     * @return where the encoding of that field starts
     */
    int writeFields(AvroInput in, JsonOutput out, int wanted) throws IOException {
        int start = -1;
        out.startObject();
        in.enter();
        for (int i = 0; i < names.length; i++) {
            in.at(names[i]);
            out.name(names[i]);
            if (i == wanted) {
                start = in.position();
            }
            writers[i].write(in, out);
        }
        in.leave();
        out.endObject();
        return start;
    }
}
