package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A union, without a tag in the JSON: the branch is the one that the value fits. Most often the first token decides, as
 * with a nullable field; where it leaves several, exactly one must accept the whole value, unless a tag says which.
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
        this.names = branches.schemas().stream().map(Scalars::describe).collect(Collectors.joining(", "));
    }

    @Override
    public void read(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        JsonToken first = parser.currentToken();
        int branch = branches.of(first);
        if (first == JsonToken.START_OBJECT && branches.areTagged()) {
            readObject(branch, parser, out, faults);
        } else if (branch == UnionBranches.SEVERAL) {
            chooseScalar(parser, out, faults);
        } else if (branch == UnionBranches.NONE) {
            faults.add(parser, "must be one of " + names);
            parser.skipChildren();
        } else {
            out.writeLong(branch);
            readers.get(branch).read(parser, out, faults);
        }
    }

    private void readObject(int branch, JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        String first = parser.nextFieldName();
        if (branch == UnionBranches.NONE || branches.objectsNeedTags() || (first != null && tags.has(first))) {
            tags.readMembers(first, parser, out, faults);
        } else if (branch == UnionBranches.SEVERAL) {
            chooseRecord(first, parser, out, faults);
        } else {
            out.writeLong(branch);
            record(branch).readMembers(first, parser, out, faults);
        }
    }

    private RecordReader record(int branch) {
        return (RecordReader) readers.get(branch);
    }

    private void chooseScalar(JsonParser parser, AvroBuffer out, ValidationErrors faults) throws IOException {
        int start = out.size();
        Choice choice = new Choice();
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i).accepts(parser.currentToken()) && !branches.isFloatingPointAmongStrings(i)) {
                ValidationErrors attempt = faults.below("");
                out.writeLong(i);
                readers.get(i).read(parser, out, attempt);
                choice.add(attempt, out, start);
            }
        }
        choice.end(faults.pointer(parser), out, faults);
    }

    /** Takes the record that has all the members: most often their names alone decide. */
    private void chooseRecord(@Nullable String first, JsonParser parser, AvroBuffer out, ValidationErrors faults)
            throws IOException {
        BufferedObject object = BufferedObject.readMembers(first, parser);
        String pointer = faults.pointer(parser);
        int length = object.json().length;
        int start = out.size();
        Choice choice = new Choice();
        faults.rereading().begin(length);
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i) instanceof RecordReader record && record.canHave(object.names())) {
                if (!faults.rereading().take(length)) {
                    break;
                }
                ValidationErrors attempt = faults.below(pointer);
                out.writeLong(i);
                try (JsonParser again = EventReader.parser(object.json())) {
                    again.nextToken();
                    record.read(again, out, attempt);
                }
                choice.add(attempt, out, start);
            }
        }
        faults.rereading().end();
        if (faults.rereading().isUsedUp()) {
            faults.add(pointer, "is nested too deep to try all of " + names + ": " + TAG_IT + example());
        } else {
            choice.end(pointer, out, faults);
        }
    }

    private String example() {
        return "{\"" + branches.names().stream().filter(tags::has).findFirst().orElseThrow() + "\": …}";
    }

    /** What became of reading a value as each of the branches. */
    private final class Choice {

        private int attempts;
        private int accepted;
        private byte[] value = {};
        private @Nullable ValidationErrors only;

        void add(ValidationErrors attempt, AvroBuffer out, int start) {
            attempts++;
            if (attempt.none()) {
                accepted++;
                value = out.slice(start, out.size());
            }
            only = attempts == 1 ? attempt : null;
            out.truncate(start);
        }

        void end(String pointer, AvroBuffer out, ValidationErrors faults) {
            if (accepted == 1) {
                out.writeFixed(value);
            } else if (accepted > 1) {
                faults.add(pointer, "fits more than one of " + names + ": " + TAG_IT + example());
            } else if (only != null) {
                faults.addAll(only);
            } else {
                faults.add(pointer, "fits none of " + names);
            }
        }
    }

    @Override
    public boolean accepts(JsonToken first) {
        return branches.of(first) != UnionBranches.NONE;
    }
}
