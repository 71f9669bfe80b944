package dev.sluice.kafka;

import dev.sluice.runtime.StartupCheck;
import io.quarkus.runtime.ImageMode;
import jakarta.inject.Singleton;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.eclipse.microprofile.config.Config;

/**
 * Rejects compression codecs that are unavailable in a native image (docs/adr/0014-native.md). On a JVM, loads the codecs that are
 * native libraries: a library that cannot be unpacked for its first record, because the disk is full, stays unavailable until the
 * JVM ends, and with it the partitions that have such records.
 */
@Singleton
public class CodecCheck implements StartupCheck {

    /** Codecs with a native library instead of a Java implementation. */
    private static final Set<String> NATIVE_LIBRARIES = Set.of("zstd", "snappy");

    private final Config config;
    private final Set<String> loaded;

    CodecCheck(Config config, KafkaConfig kafka) {
        this.config = config;
        this.loaded = kafka.codecs();
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
        ImageMode mode = ImageMode.current();
        return Stream.concat(
                findings(mode),
                mode == ImageMode.JVM ? loaded.stream().flatMap(codec -> load(codec).stream()) : Stream.empty());
    }

    /** Loads a codec by using it. Returns a violation if that fails. */
    static Optional<Finding> load(String codec) {
        Compression compression = Compression.of(codec).build();
        ByteBufferOutputStream compressed = new ByteBufferOutputStream(64);
        try (OutputStream out = compression.wrapForOutput(compressed, RecordBatch.CURRENT_MAGIC_VALUE)) {
            out.write(0);
        } catch (Exception | Error e) { // Snappy throws an Error of its own.
            return Optional.of(new Violation("Records that are compressed with " + codec
                    + " could not be read, because its library cannot be loaded from "
                    + System.getProperty("java.io.tmpdir")
                    + ": " + e + "; free space there and mount it without noexec, or leave " + codec
                    + " out of sluice.kafka.codecs if no record has it"));
        }
        return Optional.empty();
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
