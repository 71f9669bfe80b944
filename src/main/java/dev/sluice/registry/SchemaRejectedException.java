package dev.sluice.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The registry's answer is a no: it does not know the schema, or finds it invalid or incompatible. It stays so until
 * somebody changes what the registry holds.
 */
public final class SchemaRejectedException extends SerializationException {

    private static final long serialVersionUID = 1L;

    SchemaRejectedException(String message) {
        super(message);
    }
}
