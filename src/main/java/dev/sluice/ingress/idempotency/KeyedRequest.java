package dev.sluice.ingress.idempotency;

import dev.sluice.event.EventIds;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A request with an idempotency key.
 *
 * @param caller the name of the caller; callers do not share keys
 * @param fingerprint a hash of everything that the response depends on, to detect that the key is reused for another request
 */
public record KeyedRequest(String caller, String key, byte[] fingerprint) {

    private static final int MAX_LENGTH = 255;
    /** The name space of event ids that are derived from keys. The value has no meaning of its own and must not change. */
    private static final UUID NAME_SPACE = UUID.fromString("5d1d3f0e-6c39-4d5e-9a53-0f2b8f6f7a11");

    /** Returns whether a key consists of 1 to 255 visible ASCII characters. */
    public static boolean isValidKey(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_LENGTH
                && key.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    /** Returns the SHA-256 of a sequence of parts. The boundaries between the parts matter. */
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
     * Returns the ids of the request's events. They are the same each time for the same request. They depend on the fingerprint,
     * so two events never share an id, even if a key is used for another request after it has expired.
     */
    public EventIdSource eventIds() {
        UUID request = EventIds.derived(
                NAME_SPACE, caller + '\n' + key + '\n' + HexFormat.of().formatHex(fingerprint));
        return position -> EventIds.derived(request, Integer.toString(position));
    }
}
