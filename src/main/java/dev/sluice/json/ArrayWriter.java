package dev.sluice.json;

import java.io.IOException;

/** An array. */
record ArrayWriter(ValueWriter items) implements ValueWriter {

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        out.startArray();
        in.enter();
        int index = 0;
        for (int count = in.nextBlock(); count > 0; count = in.nextBlock()) {
            for (int i = 0; i < count; i++) {
                in.at(index++);
                int start = in.position();
                items.write(in, out);
                in.endItem(start);
            }
        }
        in.leave();
        out.endArray();
    }
}
