package dev.sluice.ingress.idempotency;

import dev.sluice.event.EventIds;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A request that came with a key.
 *
 * @param client whose key it is: the same key of another client is another key
 * @param fingerprint of all that the answer depends on: a key is for one request
 */
public record KeyedRequest(String client, String key, byte[] fingerprint) {

    private static final int MOST_CHARACTERS = 255;
    /** The name space of ids that derive from keys; of no meaning by itself. */
    private static final UUID NAME_SPACE = UUID.fromString("5d1d3f0e-6c39-4d5e-9a53-0f2b8f6f7a11");

    /** Whether a key is 1 to 255 visible ASCII characters. */
    public static boolean isKey(String key) {
        return !key.isEmpty()
                && key.length() <= MOST_CHARACTERS
                && key.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    /** A SHA-256 of parts, each told from the next. */
    public static byte[] fingerprint(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                IntStream.of(24, 16, 8, 0).forEach(shift -> digest.update((byte) (part.length >> shift)));
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The ids of the request's events, always the same for the same request. The fingerprint is part of them, so that two
     * events never share an id, not even if a key that is long forgotten is used for another request.
     */
    public EventIdSource eventIds() {
        UUID request = EventIds.derived(
                NAME_SPACE, client + '\n' + key + '\n' + HexFormat.of().formatHex(fingerprint));
        return position -> EventIds.derived(request, Integer.toString(position));
    }
}
