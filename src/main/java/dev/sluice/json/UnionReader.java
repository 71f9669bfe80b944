package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reader of unions in plain JSON, which chooses the branch that matches the value. The first token usually decides, as in a
 * nullable field. If it matches several branches, exactly one of them must accept the whole value, unless a tag names one.
 */
final class UnionReader implements ValueReader {

    private static final String TAG_IT = "tag it, as in ";

    private final UnionBranches branches;
    private final List<ValueReader> readers;
    private final TaggedUnionReader tags;
    private final String names;

    UnionReader(UnionBranches branches, List<ValueReader> readers) {
        this.branches = branches;
        this.readers = readers;
        this.tags = new TaggedUnionReader(readers, branches.names());
        this.names = branches.schemas().stream().map(ScalarCodec::nameOf).collect(Collectors.joining(", "));
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
        JsonToken first = parser.currentToken();
        int branch = branches.of(first);
        if (first == JsonToken.START_OBJECT && branches.allowTags()) {
            readObject(branch, parser, out, errors);
        } else if (branch == UnionBranches.AMBIGUOUS) {
            chooseScalar(parser, out, errors);
        } else if (branch == UnionBranches.NONE) {
            errors.add(parser, "must be one of " + names);
            parser.skipChildren();
        } else {
            out.writeLong(branch);
            readers.get(branch).read(parser, out, errors);
        }
    }

    private void readObject(int branch, JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
        String first = parser.nextFieldName();
        if (branch == UnionBranches.NONE || branches.objectsNeedTags() || (first != null && tags.has(first))) {
            tags.readMembers(first, parser, out, errors);
        } else if (branch == UnionBranches.AMBIGUOUS) {
            chooseRecord(first, parser, out, errors);
        } else {
            out.writeLong(branch);
            record(branch).readMembers(first, parser, out, errors);
        }
    }

    private RecordReader record(int branch) {
        return (RecordReader) readers.get(branch);
    }

    private void chooseScalar(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
        int start = out.size();
        JsonToken token = parser.currentToken();
        Choice choice = new Choice();
        for (int i = 0; i < readers.size(); i++) {
            boolean isText = token == JsonToken.VALUE_STRING && branches.needsTagIfNotFinite(i);
            if (readers.get(i).accepts(token) && !isText) {
                ValidationErrors attempt = errors.below("");
                out.writeLong(i);
                readers.get(i).read(parser, out, attempt);
                choice.add(attempt, out, start);
            }
        }
        choice.end(errors.pointer(parser), out, errors);
    }

    /** Reads the object as each record that has fields with the names of all its members; usually there is only one. */
    private void chooseRecord(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors errors)
            throws IOException {
        BufferedObject object = BufferedObject.readMembers(first, parser);
        String pointer = errors.pointer(parser);
        int length = object.json().length;
        int start = out.size();
        Choice choice = new Choice();
        errors.budget().begin(length);
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i) instanceof RecordReader record && record.canHave(object.names())) {
                if (!errors.budget().take(length)) {
                    break;
                }
                ValidationErrors attempt = errors.below(pointer);
                out.writeLong(i);
                try (JsonParser again = EventReader.parser(object.json())) {
                    again.nextToken();
                    record.read(again, out, attempt);
                }
                choice.add(attempt, out, start);
            }
        }
        errors.budget().end();
        if (errors.budget().isExhausted()) {
            errors.add(pointer, "is nested too deeply to try all of " + names + ": " + TAG_IT + example());
        } else {
            choice.end(pointer, out, errors);
        }
    }

    private String example() {
        return "{\"" + branches.names().stream().filter(tags::has).findFirst().orElseThrow() + "\": …}";
    }

    /** The results of reading a value as each matching branch. */
    private final class Choice {

        private int attempts;
        private int accepted;
        private byte[] value = {};
        private @Nullable ValidationErrors only;

        void add(ValidationErrors attempt, AvroBuffer out, int start) {
            attempts++;
            if (attempt.isEmpty()) {
                accepted++;
                value = out.slice(start, out.size());
            }
            only = attempts == 1 ? attempt : null;
            out.truncate(start);
        }

        void end(String pointer, AvroBuffer out, ValidationErrors errors) {
            if (accepted == 1) {
                out.writeFixed(value);
            } else if (accepted > 1) {
                errors.add(pointer, "matches more than one of " + names + ": " + TAG_IT + example());
            } else if (only != null) {
                errors.addAll(only);
            } else {
                errors.add(pointer, "matches none of " + names);
            }
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return branches.of(first) != UnionBranches.NONE;
    }

    /**
     * A reader of unions in Avro's own JSON encoding (Avro specification 1.12, section "JSON Encoding"): null, or an object
     * with one member that is named like the branch.
     */
    static final class TaggedUnionReader implements ValueReader {

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
        public void read(JsonParser parser, AvroBuffer out, ValidationErrors errors) throws IOException {
            JsonToken first = parser.currentToken();
            if (first == JsonToken.VALUE_NULL && nullBranch >= 0) {
                out.writeLong(nullBranch);
            } else if (first != JsonToken.START_OBJECT) {
                errors.add(parser, expected);
                parser.skipChildren();
            } else {
                readMembers(parser.nextFieldName(), parser, out, errors);
            }
        }

        /** Returns whether there is a branch with this name, other than null. */
        boolean has(String name) {
            int branch = names.indexOf(name);
            return branch >= 0 && branch != nullBranch;
        }

        /** Reads the rest of an object whose first name is the parser's current token. */
        void readMembers(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors errors)
                throws IOException {
            boolean valid = first != null && has(first);
            if (valid) {
                int branch = names.indexOf(first);
                out.writeLong(branch);
                parser.nextToken();
                branches.get(branch).read(parser, out, errors);
                valid = parser.nextToken() == JsonToken.END_OBJECT;
            }
            if (!valid) {
                while (parser.currentToken() != JsonToken.END_OBJECT) {
                    parser.nextToken();
                    parser.skipChildren();
                    parser.nextToken();
                }
                errors.add(parser, expected);
            }
        }

        @Override
        public boolean accepts(JsonToken first) {
            return first == JsonToken.START_OBJECT || (first == JsonToken.VALUE_NULL && nullBranch >= 0);
        }
    }
}
