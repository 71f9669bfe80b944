package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one event, up to a limit that keeps the answer small whatever the input. */
final class Faults {

    static final int LIMIT = 100;

    private final String prefix;
    private final int enclosing;
    private final List<Fault> faults = new ArrayList<>(0);

    private Faults(String prefix, int enclosing) {
        this.prefix = prefix;
        this.enclosing = enclosing;
    }

    /** Of the value that a parser stands on: pointers start there, whatever it is part of. */
    static Faults from(JsonParser parser) {
        return new Faults(
                "", parser.getParsingContext().pathAsPointer().toString().length());
    }

    /** Of a value that was taken out of its document: pointers start with the one that it had. */
    static Faults below(String pointer) {
        return new Faults(pointer, 0);
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
            add(Fault.ofMember(pointer(parser), field, detail));
        }
    }

    /** The JSON Pointer of the value that the parser stands on. */
    String pointer(JsonParser parser) {
        return prefix + parser.getParsingContext().pathAsPointer().toString().substring(enclosing);
    }

    private void add(Fault fault) {
        if (faults.size() < LIMIT) {
            faults.add(fault);
        }
    }
}
