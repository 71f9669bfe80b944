package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.List;

/**
 * A union, without a tag in the JSON: the branch is the one that the value fits. Most often the first token decides, as
 * with a nullable field; where it leaves several, each is tried, and exactly one must accept the whole value.
 */
record UnionReader(List<ValueReader> branches, List<String> names) implements ValueReader {

    private static final int NONE = -1;
    private static final int SEVERAL = -2;

    @Override
    public void read(JsonParser parser, AvroBuffer out, Faults faults) throws IOException {
        int branch = branchOf(parser.currentToken());
        if (branch == SEVERAL) {
            tryEach(parser, out, faults);
        } else if (branch == NONE) {
            faults.add(parser, "must be one of " + String.join(", ", names));
            parser.skipChildren();
        } else {
            out.writeLong(branch);
            branches.get(branch).read(parser, out, faults);
        }
    }

    private int branchOf(JsonToken first) {
        int found = NONE;
        for (int i = 0; i < branches.size(); i++) {
            if (branches.get(i).accepts(first)) {
                if (found != NONE) {
                    return SEVERAL;
                }
                found = i;
            }
        }
        return found;
    }

    private void tryEach(JsonParser parser, AvroBuffer out, Faults faults) throws IOException {
        JsonToken first = parser.currentToken();
        String pointer = faults.pointer(parser);
        try (TokenBuffer value = new TokenBuffer(parser).forceUseOfBigDecimal(true)) {
            value.copyCurrentStructure(parser);
            int start = out.size();
            byte[] accepted = null;
            for (int i = 0; i < branches.size(); i++) {
                if (!branches.get(i).accepts(first)) {
                    continue;
                }
                Faults attempt = Faults.below(pointer);
                out.writeLong(i);
                try (JsonParser again = value.asParser()) {
                    again.nextToken();
                    branches.get(i).read(again, out, attempt);
                }
                byte[] written = out.slice(start, out.size());
                out.truncate(start);
                if (attempt.none() && accepted != null) {
                    faults.add(parser, "fits more than one of " + String.join(", ", names));
                    return;
                }
                accepted = attempt.none() ? written : accepted;
            }
            if (accepted == null) {
                faults.add(parser, "fits none of " + String.join(", ", names));
            } else {
                out.writeFixed(accepted);
            }
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return branchOf(first) != NONE;
    }
}
