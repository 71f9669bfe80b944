package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one event, up to a limit that keeps the answer small whatever the input. */
final class Faults {

    static final int LIMIT = 100;

    private final String prefix;
    private final List<Fault> faults = new ArrayList<>(0);

    /** @param prefix the JSON Pointer of what is read */
    Faults(String prefix) {
        this.prefix = prefix;
    }

    boolean none() {
        return faults.isEmpty();
    }

    List<Fault> all() {
        return List.copyOf(faults);
    }

    void addAll(Faults others) {
        others.faults.forEach(this::add);
    }

    /** A fault of the value that the parser stands on. */
    void add(JsonParser parser, String detail) {
        if (faults.size() < LIMIT) {
            add(new Fault(pointer(parser), detail));
        }
    }

    /** A fault of a field of the object whose end the parser stands on. */
    void addField(JsonParser parser, String field, String detail) {
        if (faults.size() < LIMIT) {
            String escaped = field.replace("~", "~0").replace("/", "~1");
            add(new Fault(pointer(parser) + "/" + escaped, detail));
        }
    }

    /** The JSON Pointer of the value that the parser stands on. */
    String pointer(JsonParser parser) {
        return prefix + parser.getParsingContext().pathAsPointer();
    }

    private void add(Fault fault) {
        if (faults.size() < LIMIT) {
            faults.add(fault);
        }
    }
}
