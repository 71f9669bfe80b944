package dev.sluice.ingress;

import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The order of the events of each key within one request. Once an event is refused for a reason that may pass, later events of its key
 * are refused too, since a repeat of the first one would write it after them. Thread-safe. Until an event is refused, it costs one
 * read of a field per event.
 */
public final class KeyOrder {

    /** The limit of remembered keys, which take half a megabyte. Beyond it, all later events are refused. */
    private static final int MAX_KEYS = 10_000;

    private final boolean isKept;
    /** The hashes of the keys, which are smaller than keys. Another key with the same hash is refused too, which is harmless. */
    private volatile @Nullable Set<Integer> refused;

    /** @param isKept whether to keep the order; if not, no event is refused */
    public KeyOrder(boolean isKept) {
        this.isKept = isKept;
    }

    /** Returns whether an event must not be written, because an earlier one with its key was not. */
    public boolean refuses(byte[] key) {
        Set<Integer> keys = refused;
        return keys != null && (keys.size() >= MAX_KEYS || keys.contains(Utils.murmur2(key)));
    }

    /**
     * Reports that an event was not written, or may not have been.
     *
     * @param key the key of the event; null if it is unknown
     */
    public void failed(byte @Nullable [] key, HttpProblem problem) {
        if (isKept && key != null && ProblemType.isRetryable(problem)) {
            Set<Integer> keys = keys();
            if (keys.size() < MAX_KEYS) {
                keys.add(Utils.murmur2(key));
            }
        }
    }

    private synchronized Set<Integer> keys() {
        Set<Integer> keys = refused;
        if (keys == null) {
            keys = ConcurrentHashMap.newKeySet();
            refused = keys;
        }
        return keys;
    }
}
