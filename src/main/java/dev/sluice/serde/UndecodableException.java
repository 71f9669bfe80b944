package dev.sluice.serde;

import org.apache.kafka.common.errors.SerializationException;

/** A value that can never be decoded: it is not in the wire format, or does not match the schema that it names. */
public final class UndecodableException extends SerializationException {

    private static final long serialVersionUID = 1L;

    public UndecodableException(String message) {
        super(message);
    }

    UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
