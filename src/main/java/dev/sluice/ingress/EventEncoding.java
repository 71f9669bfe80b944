package dev.sluice.ingress;

import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a single event can be encoded, by the media type of the body. */
enum EventEncoding {
    PLAIN_JSON(MediaType.APPLICATION_JSON),
    AVRO_JSON(EventEncoding.AVRO_JSON_TYPE),
    AVRO_BINARY(EventEncoding.AVRO_BINARY_TYPE);

    /** Avro's own JSON encoding; the name is Confluent's. */
    static final String AVRO_JSON_TYPE = "application/vnd.apache.avro+json";

    /** Avro's binary encoding without a header; the name is the Avro specification's ("Avro HTTP requests"). */
    static final String AVRO_BINARY_TYPE = "avro/binary";

    private final String mediaType;

    EventEncoding(String mediaType) {
        this.mediaType = mediaType;
    }

    /**
     * The encoding that a Content-Type header names; plain JSON if it names none.
     *
     * @param contentType may have parameters, which have no meaning here
     */
    static EventEncoding of(@Nullable String contentType) {
        if (contentType == null || contentType.equals(MediaType.APPLICATION_JSON)) {
            return PLAIN_JSON;
        }
        int parameters = contentType.indexOf(';');
        String mediaType = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (EventEncoding encoding : values()) {
            if (encoding.mediaType.equals(mediaType)) {
                return encoding;
            }
        }
        return PLAIN_JSON;
    }
}
