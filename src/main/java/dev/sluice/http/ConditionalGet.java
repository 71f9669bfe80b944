package dev.sluice.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Responses with an entity tag: 304 without a body if the client already has the same content (RFC 9110, section
 * 13.1.2).
 */
public final class ConditionalGet {

    private static final String CACHE_CONTROL = "private, no-cache";
    private static final int TAG_BYTES = 18;
    /** An entity tag (RFC 9110, section 8.8.3). The comparison is weak, so the prefix {@code W/} is ignored. */
    private static final Pattern TAG = Pattern.compile("\"[\\x21\\x23-\\x7E\\x80-\\xFF]*+\"");

    private ConditionalGet() {}

    /**
     * Returns 200 with the JSON, or 304 if {@code If-None-Match} contains its entity tag.
     *
     * @param ifNoneMatch the values of the header, each of which may be a list
     */
    public static Response.ResponseBuilder response(byte[] json, List<String> ifNoneMatch) {
        String tag = tag(json);
        Response.ResponseBuilder response = matches(tag, ifNoneMatch)
                ? Response.status(Status.NOT_MODIFIED)
                : Response.ok(json, MediaType.APPLICATION_JSON_TYPE);
        return response.header(HttpHeaders.ETAG, tag).header(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
    }

    private static boolean matches(String tag, List<String> ifNoneMatch) {
        return ifNoneMatch.stream()
                .anyMatch(value -> value.strip().equals("*")
                        || TAG.matcher(value).results().anyMatch(known -> known.group()
                                .equals(tag)));
    }

    private static String tag(byte[] json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is available on every Java platform", e);
        }
    }
}
