package dev.sluice.ingress.cloudevents;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventIds;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of a CloudEvent, which is its source and its id together (CloudEvents 1.0.2, section 3.1), as an event id, which
 * is a UUID.
 *
 * <p>An id that is a UUID is the event id, so that producers find their ids in receipts, logs and stories. Any other id becomes a
 * UUIDv5 of source and id. It is the same each time the event is sent, so consumers recognize duplicates, and events of two
 * sources that count from 1 differ. Refusing such ids would refuse most producers: the specification allows any string.
 */
final class EventIdentity {

    /** The name space of derived ids. The value has no meaning of its own and must not change. */
    private static final UUID NAME_SPACE = UUID.fromString("b0f5ac1e-52f4-4c4b-9d53-2f6a0c1e7d94");

    private static final int UUID_LENGTH = 36;
    private static final String KEY_PREFIX = "cloudevents-";

    private EventIdentity() {}

    /** Returns the event id of a CloudEvent. */
    static UUID eventId(String source, String id) {
        return uuid(id).orElseGet(() -> EventIds.derived(NAME_SPACE, name(source, id)));
    }

    /**
     * Returns the event id of a CloudEvent whose publisher may not choose ids: always derived, also from the caller, so that no
     * caller can send an id of another.
     */
    static UUID eventId(String caller, String source, String id) {
        return EventIds.derived(EventIds.derived(NAME_SPACE, "caller " + caller), name(source, id));
    }

    private static String name(String source, String id) {
        // A URI has no spaces, so two events never share a name.
        return source + " " + id;
    }

    /** Returns the UUID that a text is, in the canonical form of RFC 9562 in any case. */
    static Optional<UUID> uuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Creates the idempotency key of the events of a request, which are their identities in order. For one request. */
    static final class KeyBuilder {

        private final MessageDigest digest;

        KeyBuilder() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        /** Adds an event. What an invalid event lacks is empty. */
        void add(Map<String, String> attributes) {
            digest.update(attributes.getOrDefault("source", "").getBytes(UTF_8));
            digest.update(" ".getBytes(US_ASCII));
            digest.update(attributes.getOrDefault("id", "").getBytes(UTF_8));
            // Neither a source nor an id contains control characters.
            digest.update("\n".getBytes(US_ASCII));
        }

        /** Returns the key: visible ASCII characters. */
        String toKey() {
            return KEY_PREFIX + HexFormat.of().formatHex(digest.digest());
        }
    }
}
