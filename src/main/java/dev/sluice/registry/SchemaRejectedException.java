package dev.sluice.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry rejected a request: it does not have the schema, or finds it invalid or incompatible; or the schema that it has
 * cannot be used. Further attempts fail until the contents of the registry change.
 */
public final class SchemaRejectedException extends SerializationException {

    private static final long serialVersionUID = 1L;

    private final boolean missing;

    SchemaRejectedException(String message) {
        this(message, false);
    }

    /** @param missing whether the registry does not have what was requested */
    SchemaRejectedException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Returns whether the registry does not have what was requested. A registry that lost its contents says this too. */
    boolean isMissing() {
        return missing;
    }
}
