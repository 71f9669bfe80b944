package dev.sluice.schema.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one event, up to limits that keep the answer small whatever the input. */
final class Faults {

    static final int LIMIT = 100;

    /** In characters: pointers are as long as the names in the input. */
    private static final int MOST_POINTERS = 50_000;

    private final String prefix;
    /** Where pointers start; null if that is where the parser's own do. */
    private final @Nullable JsonStreamContext enclosing;

    private final Rereading rereading;
    private final List<Fault> faults = new ArrayList<>(0);
    private int pointers;

    private Faults(String prefix, @Nullable JsonStreamContext enclosing, Rereading rereading) {
        this.prefix = prefix;
        this.enclosing = enclosing;
        this.rereading = rereading;
    }

    /** Of the value that a parser stands on: pointers start there, whatever it is part of. */
    static Faults from(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        // Of an object or an array that has just begun, the parser's context is already its own.
        return new Faults(
                "",
                parser.isExpectedStartObjectToken() || parser.isExpectedStartArrayToken()
                        ? context.getParent()
                        : context,
                new Rereading());
    }

    /** Of a value that is a document by itself. */
    static Faults ofDocument() {
        return new Faults("", null, new Rereading());
    }

    /** Of a value that was taken out of its document: pointers start with the one that it had. */
    Faults below(String pointer) {
        return new Faults(pointer, null, rereading);
    }

    boolean none() {
        return faults.isEmpty();
    }

    int size() {
        return faults.size();
    }

    List<Fault> all() {
        return List.copyOf(faults);
    }

    void addAll(Faults others) {
        others.faults.forEach(this::add);
    }

    /** A fault of the value that the parser stands on. */
    void add(JsonParser parser, String detail) {
        if (!full()) {
            add(new Fault(pointer(parser), detail));
        }
    }

    void add(String pointer, String detail) {
        add(new Fault(pointer, detail));
    }

    /** A fault of a field of the object whose end the parser stands on. */
    void addField(JsonParser parser, String field, String detail) {
        if (!full()) {
            add(Fault.ofMember(pointer(parser), field, detail));
        }
    }

    /** The JSON Pointer of the value that the parser stands on. */
    String pointer(JsonParser parser) {
        int start = enclosing == null ? 0 : enclosing.pathAsPointer().toString().length();
        return prefix + parser.getParsingContext().pathAsPointer().toString().substring(start);
    }

    /** How much of this event may still be read again. */
    Rereading rereading() {
        return rereading;
    }

    private boolean full() {
        return faults.size() >= LIMIT || pointers > MOST_POINTERS;
    }

    private void add(Fault fault) {
        if (!full()) {
            faults.add(fault);
            pointers += fault.pointer().length();
        }
    }
}
