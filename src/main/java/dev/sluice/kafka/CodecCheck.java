package dev.sluice.kafka;

import dev.sluice.runtime.StartupCheck;
import io.quarkus.runtime.ImageMode;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/** Rejects compression codecs that are unavailable in a native image (docs/adr/0014-native.md). */
@Singleton
public class CodecCheck implements StartupCheck {

    /** Codecs with a native library instead of a Java implementation. */
    private static final Set<String> NATIVE_LIBRARIES = Set.of("zstd", "snappy");

    private final Config config;

    CodecCheck(Config config) {
        this.config = config;
    }

    /**
     * Returns whether a process cannot use a codec.
     *
     * @param codec a value of {@code compression.type}
     */
    public static boolean isUnavailable(String codec, ImageMode mode) {
        return mode != ImageMode.JVM && NATIVE_LIBRARIES.contains(codec);
    }

    @Override
    public Stream<Finding> findings() {
        return findings(ImageMode.current());
    }

    /** Returns the findings in an image mode. */
    Stream<Finding> findings(ImageMode mode) {
        return ConfiguredClient.in(config)
                .filter(client -> client.kind() == ConfiguredClient.Kind.PRODUCER)
                .flatMap(producer -> producer.setting(ProducerConfig.COMPRESSION_TYPE_CONFIG).stream())
                .filter(codec -> isUnavailable(codec.value(), mode))
                .map(codec -> new Violation(codec.key() + " is " + codec.value()
                        + ": a native image does not support it, so publishing would fail; set it to lz4 or gzip"));
    }
}
