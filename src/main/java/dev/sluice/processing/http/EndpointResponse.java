package dev.sluice.processing.http;

import io.vertx.core.MultiMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The response of an endpoint.
 *
 * @param body the body, or its first part if it is longer than the limit
 * @param isComplete whether the body is complete
 */
record EndpointResponse(int status, MultiMap headers, byte[] body, boolean isComplete) {

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Returns the media type in lower case without parameters; empty if there is none. */
    String mediaType() {
        return mediaType(headers.get("content-type"));
    }

    static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
