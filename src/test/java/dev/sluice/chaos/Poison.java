package dev.sluice.chaos;

import java.util.Map;
import java.util.Set;

/**
 * The poisoned records of a round.
 *
 * @param values by their keys; {@link #NONE} where there is none
 * @param acknowledged the keys of those that Kafka has for certain
 */
record Poison(Map<String, byte[]> values, Set<String> acknowledged) {

    /** What their keys start with. */
    static final String KEY_PREFIX = "poison-";

    /** What stands for no value in a map. */
    static final byte[] NONE = {};
}
