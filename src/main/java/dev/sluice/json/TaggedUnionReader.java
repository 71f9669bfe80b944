package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A union, from null or from an object with one member, whose name is the branch (Avro specification 1.12, "JSON Encoding"). */
final class TaggedUnionReader implements ValueReader {

    private final List<ValueReader> branches;
    private final List<String> names;
    private final int nullBranch;
    private final String expected;

    TaggedUnionReader(List<ValueReader> branches, List<String> names) {
        this.branches = branches;
        this.names = names;
        this.nullBranch = names.indexOf("null");
        this.expected = "must be "
                + (nullBranch < 0 ? "" : "null or ")
                + "an object with one member, named "
                + String.join(
                        " or ",
                        names.stream().filter(name -> !name.equals("null")).toList());
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        JsonToken first = parser.currentToken();
        if (first == JsonToken.VALUE_NULL && nullBranch >= 0) {
            out.writeLong(nullBranch);
        } else if (first != JsonToken.START_OBJECT) {
            faults.add(parser, expected);
            parser.skipChildren();
        } else {
            readMembers(parser.nextFieldName(), parser, out, faults);
        }
    }

    /** Whether there is such a branch, other than null. */
    boolean has(String name) {
        int branch = names.indexOf(name);
        return branch >= 0 && branch != nullBranch;
    }

    /** Reads the rest of an object, of which the parser stands on the first name. */
    void readMembers(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors faults)
            throws IOException {
        boolean right = first != null && has(first);
        if (right) {
            int branch = names.indexOf(first);
            out.writeLong(branch);
            parser.nextToken();
            branches.get(branch).read(parser, out, faults);
            right = parser.nextToken() == JsonToken.END_OBJECT;
        }
        if (!right) {
            while (parser.currentToken() != JsonToken.END_OBJECT) {
                parser.nextToken();
                parser.skipChildren();
                parser.nextToken();
            }
            faults.add(parser, expected);
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return first == JsonToken.START_OBJECT || (first == JsonToken.VALUE_NULL && nullBranch >= 0);
    }
}
