package dev.sluice.json;

import java.io.IOException;
import java.util.List;

/** A union: the value, with a tag where it would not be read as the same branch without. */
record UnionWriter(UnionBranches branches, List<ValueWriter> writers) implements ValueWriter {

    @Override
    public void write(AvroInput in, JsonOutput out) throws IOException {
        int branch = in.readIndex(writers.size(), "branch");
        ValueWriter writer = writers.get(branch);
        if (out.isWanted() && (branches.needsTag(branch) || isNoNumber(branch, writer, in))) {
            out.startObject();
            out.name(branches.names().get(branch));
            writer.write(in, out);
            out.endObject();
        } else {
            writer.write(in, out);
        }
    }

    private boolean isNoNumber(int branch, ValueWriter writer, AvroInput in) {
        return branches.isFloatingPointAmongStrings(branch) && !((FloatingPointCodec) writer).isFinite(in);
    }
}
