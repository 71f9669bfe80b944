package dev.sluice.cloudevents;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for names and values of attributes (CloudEvents 1.0.2, sections 3.1 to 3.4). */
final class AttributeRules {

    /** Maximum length of a value in characters. The specification has no limit; longer values would not fit into headers. */
    static final int MAX_VALUE = 2048;

    /** Maximum length of a name. The specification recommends 20 characters. */
    static final int MAX_NAME = 64;

    /** Maximum number of extension attributes of an event. */
    static final int MAX_EXTENSIONS = 50;

    /** RFC 3339, section 5.6, including leap seconds. */
    private static final Pattern TIMESTAMP = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[Tt]"
            + "(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d++)?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)");

    private static final String TOKEN = "[!#$%&'*+.^_`|~\\w-]++";
    /** RFC 2046, in the notation of RFC 9110, section 8.3.1. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(?:\\s*+;\\s*+" + TOKEN + "=(?:\"[^\"]*+\"|" + TOKEN + "))*+\\s*+");

    private AttributeRules() {}

    /** Returns whether a name consists of lower-case letters and digits, and is not one of the data members'. */
    static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && !name.equals("data")
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /** Returns the fault of an attribute's value, or null if the value is valid. */
    static @Nullable String fault(String name, String value) {
        if (value.length() > MAX_VALUE) {
            return "must not be longer than " + MAX_VALUE + " characters";
        }
        if (!isText(value)) {
            return "must not contain control characters, noncharacters or unpaired surrogates";
        }
        return switch (name) {
            case CloudEvent.SPEC_VERSION_NAME ->
                value.equals(CloudEvent.SPEC_VERSION) ? null : "must be \"1.0\", the only supported version";
            case CloudEvent.ID, CloudEvent.TYPE, CloudEvent.SUBJECT -> value.isEmpty() ? "must not be empty" : null;
            case CloudEvent.SOURCE ->
                isUri(value, false) ? null : "must be a URI reference (RFC 3986), and must not be empty";
            case CloudEvent.DATA_SCHEMA -> isUri(value, true) ? null : "must be an absolute URI (RFC 3986)";
            case CloudEvent.TIME ->
                isTimestamp(value) ? null : "must be a time such as 2026-11-23T05:00:00Z (RFC 3339)";
            case CloudEvent.DATA_CONTENT_TYPE ->
                MEDIA_TYPE.matcher(value).matches() ? null : "must be a media type (RFC 2046)";
            default -> null;
        };
    }

    private static boolean isUri(String text, boolean absolute) {
        try {
            URI uri = new URI(text);
            // Java accepts other letters than ASCII too.
            return !text.isEmpty()
                    && (!absolute || uri.isAbsolute())
                    && uri.toASCIIString().equals(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isTimestamp(String text) {
        Matcher parts = TIMESTAMP.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        try {
            return LocalDate.of(
                                    Integer.parseInt(parts.group(1)),
                                    Integer.parseInt(parts.group(2)),
                                    Integer.parseInt(parts.group(3)))
                            .getYear()
                    >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Returns whether a text has only the characters that the type String allows. */
    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.SURROGATE
                        || (c & 0xFFFE) == 0xFFFE
                        || (c >= 0xFDD0 && c <= 0xFDEF));
    }
}
