package dev.sluice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import dev.sluice.json.BufferedObject.BacktrackBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the errors of one event, up to limits that bound the size of the response for any input. */
final class ValidationErrors {

    /** Maximum number of errors. */
    static final int LIMIT = 100;

    /** Maximum length of all pointers in characters, since names in the input can be long. */
    private static final int MAX_POINTER_LENGTH = 50_000;

    private final String prefix;
    /** The context that pointers are relative to; null if it is the parser's whole document. */
    private final @Nullable JsonStreamContext enclosing;

    private final BacktrackBudget budget;
    private final List<ValidationError> errors = new ArrayList<>(0);
    private int pointerLength;

    private ValidationErrors(String prefix, @Nullable JsonStreamContext enclosing, BacktrackBudget budget) {
        this.prefix = prefix;
        this.enclosing = enclosing;
        this.budget = budget;
    }

    /** Creates a collector for the parser's current value. Pointers are relative to it, even within a larger document. */
    static ValidationErrors from(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        // At the start of an object or an array, the parser's context is already the one of its members.
        return new ValidationErrors(
                "",
                parser.isExpectedStartObjectToken() || parser.isExpectedStartArrayToken()
                        ? context.getParent()
                        : context,
                new BacktrackBudget());
    }

    /** Creates a collector for a whole document. */
    static ValidationErrors forDocument() {
        return new ValidationErrors("", null, new BacktrackBudget());
    }

    /** Creates a collector for a value that was copied from this document. Its pointers start with the value's pointer. */
    ValidationErrors below(String pointer) {
        return new ValidationErrors(pointer, null, budget);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    int size() {
        return errors.size();
    }

    List<ValidationError> toList() {
        return List.copyOf(errors);
    }

    void addAll(ValidationErrors others) {
        others.errors.forEach(this::add);
    }

    /** Adds an error of the parser's current value. */
    void add(JsonParser parser, String detail) {
        if (!isFull()) {
            add(new ValidationError(pointer(parser), detail));
        }
    }

    void add(String pointer, String detail) {
        add(new ValidationError(pointer, detail));
    }

    /** Adds an error of a field of the object whose end is the parser's current token. */
    void addField(JsonParser parser, String field, String detail) {
        if (!isFull()) {
            add(ValidationError.ofMember(pointer(parser), field, detail));
        }
    }

    /** Returns the JSON Pointer of the parser's current value. */
    String pointer(JsonParser parser) {
        int start = enclosing == null ? 0 : enclosing.pathAsPointer().toString().length();
        return prefix + parser.getParsingContext().pathAsPointer().toString().substring(start);
    }

    /** Returns the limit on the bytes of this event that are read again. */
    BacktrackBudget budget() {
        return budget;
    }

    private boolean isFull() {
        return errors.size() >= LIMIT || pointerLength > MAX_POINTER_LENGTH;
    }

    private void add(ValidationError error) {
        if (!isFull()) {
            errors.add(error);
            pointerLength += error.pointer().length();
        }
    }
}
