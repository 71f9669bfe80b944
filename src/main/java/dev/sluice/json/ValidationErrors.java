package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one event, up to limits that keep the answer small whatever the input. */
final class ValidationErrors {

    static final int LIMIT = 100;

    /** In characters: pointers are as long as the names in the input. */
    private static final int MOST_POINTERS = 50_000;

    private final String prefix;
    /** Where pointers start; null if that is where the parser's own do. */
    private final @Nullable JsonStreamContext enclosing;

    private final BacktrackBudget rereading;
    private final List<ValidationError> faults = new ArrayList<>(0);
    private int pointers;

    private ValidationErrors(String prefix, @Nullable JsonStreamContext enclosing, BacktrackBudget rereading) {
        this.prefix = prefix;
        this.enclosing = enclosing;
        this.rereading = rereading;
    }

    /** Of the value that a parser stands on: pointers start there, whatever it is part of. */
    static ValidationErrors from(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        // Of an object or an array that has just begun, the parser's context is already its own.
        return new ValidationErrors(
                "",
                parser.isExpectedStartObjectToken() || parser.isExpectedStartArrayToken()
                        ? context.getParent()
                        : context,
                new BacktrackBudget());
    }

    /** Of a value that is a document by itself. */
    static ValidationErrors ofDocument() {
        return new ValidationErrors("", null, new BacktrackBudget());
    }

    /** Of a value that was taken out of its document: pointers start with the one that it had. */
    ValidationErrors below(String pointer) {
        return new ValidationErrors(pointer, null, rereading);
    }

    boolean none() {
        return faults.isEmpty();
    }

    int size() {
        return faults.size();
    }

    List<ValidationError> all() {
        return List.copyOf(faults);
    }

    void addAll(ValidationErrors others) {
        others.faults.forEach(this::add);
    }

    /** A fault of the value that the parser stands on. */
    void add(JsonParser parser, String detail) {
        if (!full()) {
            add(new ValidationError(pointer(parser), detail));
        }
    }

    void add(String pointer, String detail) {
        add(new ValidationError(pointer, detail));
    }

    /** A fault of a field of the object whose end the parser stands on. */
    void addField(JsonParser parser, String field, String detail) {
        if (!full()) {
            add(ValidationError.ofMember(pointer(parser), field, detail));
        }
    }

    /** The JSON Pointer of the value that the parser stands on. */
    String pointer(JsonParser parser) {
        int start = enclosing == null ? 0 : enclosing.pathAsPointer().toString().length();
        return prefix + parser.getParsingContext().pathAsPointer().toString().substring(start);
    }

    /** How much of this event may still be read again. */
    BacktrackBudget rereading() {
        return rereading;
    }

    private boolean full() {
        return faults.size() >= LIMIT || pointers > MOST_POINTERS;
    }

    private void add(ValidationError fault) {
        if (!full()) {
            faults.add(fault);
            pointers += fault.pointer().length();
        }
    }
}
