package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** A map, as a JSON object. */
record MapWriter(ValueWriter values) implements ValueWriter {

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        out.startObject();
        in.enter();
        Set<String> keys = new HashSet<>();
        for (int count = in.nextBlock(); count > 0; count = in.nextBlock()) {
            for (int i = 0; i < count; i++) {
                String key = key(in);
                if (!keys.add(key)) {
                    in.fault("is given more than once");
                }
                out.name(key);
                values.write(in, out);
            }
        }
        in.leave();
        out.endObject();
    }

    private static String key(AvroInput in) {
        int length = in.readLength();
        int start = in.skip(length);
        String key = new String(in.bytes(), start, length, UTF_8);
        in.at(key);
        if (!Utf8.isValid(in.bytes(), start, length)) {
            in.fault(StringCodec.NO_UTF8);
        }
        return key;
    }
}
