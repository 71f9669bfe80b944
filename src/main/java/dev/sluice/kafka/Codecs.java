package dev.sluice.kafka;

import io.quarkus.runtime.ImageMode;
import java.util.Set;

/** What this process can write and read of Kafka's compression (docs/adr/0014-native.md). */
public final class Codecs {

    /** Those that are no Java. */
    private static final Set<String> LIBRARIES = Set.of("zstd", "snappy");

    private Codecs() {}

    /**
     * Whether there is no such codec.
     *
     * @param codec as {@code compression.type} has it
     */
    public static boolean isMissing(String codec, ImageMode mode) {
        return mode != ImageMode.JVM && LIBRARIES.contains(codec);
    }
}
