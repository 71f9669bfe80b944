package dev.sluice.registry;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** The registry was unavailable or returned something that is not an answer to the request. A later attempt may succeed. */
public final class SchemaRegistryUnavailableException extends RetriableException {

    private static final long serialVersionUID = 1L;

    private final boolean answered;

    /** @param answered whether the registry answered, so that other requests may succeed immediately */
    SchemaRegistryUnavailableException(String message, @Nullable Throwable cause, boolean answered) {
        super(message, cause);
        this.answered = answered;
    }

    /** Returns whether the registry answered, although not to the request. Other requests may succeed immediately. */
    boolean hasAnswered() {
        return answered;
    }
}
