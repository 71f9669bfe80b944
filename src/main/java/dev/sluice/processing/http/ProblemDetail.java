package dev.sluice.processing.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.json.EventReader;
import java.io.IOException;

/** The text of a problem document (RFC 9457). */
final class ProblemDetail {

    private static final int MAX_LENGTH = 500;

    private ProblemDetail() {}

    /**
     * Returns the {@code detail} of a problem document, or its {@code title} if it has none, on one line of at most 500 characters;
     * empty if the response is not a JSON object with such a member.
     */
    static String of(EndpointResponse response) {
        String mediaType = response.mediaType();
        if (!mediaType.endsWith("+json") && !mediaType.endsWith("/json")) {
            return "";
        }
        String title = "";
        try (JsonParser json = EventReader.parser(response.body())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
                if (isText && name.equals("detail")) {
                    return line(json.getText());
                } else if (isText && name.equals("title")) {
                    title = line(json.getText());
                }
                json.skipChildren();
            }
        } catch (IOException truncated) {
            // The title may have been read.
        }
        return title;
    }

    /** Replaces control characters: the text becomes a header and part of log lines. */
    static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
