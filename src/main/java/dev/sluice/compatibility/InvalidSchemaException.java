package dev.sluice.compatibility;

/** A file is no schema, or not the one that it must be. The message begins with the file. */
public final class InvalidSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidSchemaException(String file, String fault) {
        this(file + ": " + fault);
    }

    /** Without a stack trace: the message names the file, and builds print both. */
    InvalidSchemaException(String message) {
        super(message, null, false, false);
    }
}
