package dev.sluice.ingress;

import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The encoding of a single event in a request body. */
public enum EventEncoding {
    PLAIN_JSON(MediaType.APPLICATION_JSON),
    AVRO_JSON(EventEncoding.AVRO_JSON_TYPE),
    AVRO_BINARY(EventEncoding.AVRO_BINARY_TYPE);

    /** The media type of Avro's JSON encoding, as Confluent names it. */
    public static final String AVRO_JSON_TYPE = "application/vnd.apache.avro+json";

    /** The media type of Avro's binary encoding without a header, as the Avro specification names it ("Avro HTTP requests"). */
    public static final String AVRO_BINARY_TYPE = "avro/binary";

    /** The media types of all encodings, as a text. */
    public static final String MEDIA_TYPES =
            MediaType.APPLICATION_JSON + ", " + AVRO_JSON_TYPE + " or " + AVRO_BINARY_TYPE;

    private final String mediaType;

    EventEncoding(String mediaType) {
        this.mediaType = mediaType;
    }

    /**
     * Returns the encoding that a {@code Content-Type} header names, or plain JSON if it names none.
     *
     * @param contentType the header; its parameters are ignored
     */
    static EventEncoding of(@Nullable String contentType) {
        if (contentType == null || contentType.equals(MediaType.APPLICATION_JSON)) {
            return PLAIN_JSON;
        }
        return find(contentType).orElse(PLAIN_JSON);
    }

    /**
     * Returns the encoding with a media type, if there is one.
     *
     * @param contentType the media type; its parameters are ignored
     */
    public static Optional<EventEncoding> find(String contentType) {
        int parameters = contentType.indexOf(';');
        String mediaType = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (EventEncoding encoding : values()) {
            if (encoding.mediaType.equals(mediaType)) {
                return Optional.of(encoding);
            }
        }
        return Optional.empty();
    }
}
