package dev.sluice.kafka;

import dev.sluice.runtime.Finding;
import dev.sluice.runtime.StartupCheck;
import io.quarkus.runtime.ImageMode;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/** Keeps a native image from codecs that it has no library for (docs/adr/0014-native.md). */
@Singleton
class CodecCheck implements StartupCheck {

    private final Config config;

    CodecCheck(Config config) {
        this.config = config;
    }

    @Override
    public Stream<Finding> findings() {
        return findings(ImageMode.current());
    }

    /** What it would find in that mode. */
    Stream<Finding> findings(ImageMode mode) {
        return ConfiguredClient.in(config)
                .filter(client -> client.kind() == ConfiguredClient.Kind.PRODUCER)
                .flatMap(producer -> producer.setting(ProducerConfig.COMPRESSION_TYPE_CONFIG).stream())
                .filter(codec -> Codecs.isMissing(codec.value(), mode))
                .map(codec -> new Finding.Unsafe(codec.key() + " is " + codec.value()
                        + ": a native image does not have it, and nothing could be published; set it to lz4 or gzip"));
    }
}
