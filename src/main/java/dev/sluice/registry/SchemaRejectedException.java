package dev.sluice.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry rejected a request: it does not have the schema, or finds it invalid or incompatible. Further attempts fail until
 * the contents of the registry change.
 */
public final class SchemaRejectedException extends SerializationException {

    private static final long serialVersionUID = 1L;

    SchemaRejectedException(String message) {
        super(message);
    }
}
