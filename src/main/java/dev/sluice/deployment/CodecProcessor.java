package dev.sluice.deployment;

import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedPackageBuildItem;
import java.util.List;

/** Gives a native image lz4 in Java, without lz4-java's library (docs/adr/0014-native.md). */
class CodecProcessor {

    /** What lz4-java looks up by name where its library is not loaded. */
    static final List<String> LZ4_IN_JAVA = List.of(
            "net.jpountz.lz4.LZ4JavaSafeCompressor",
            "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
            "net.jpountz.xxhash.XXHash32JavaSafe",
            "net.jpountz.xxhash.XXHash64JavaSafe",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory",
            "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory");

    static final List<String> PACKAGES = List.of("net.jpountz.lz4", "net.jpountz.xxhash", "net.jpountz.util");

    /** Those that have lz4-java choose when they are initialized: Kafka's reader, and what nobody uses of Netty. */
    static final List<String> USERS = List.of(
            "org.apache.kafka.common.compress.Lz4BlockInputStream", "io.netty.handler.codec.compression.Lz4XXHash32");

    @BuildStep
    ReflectiveClassBuildItem lz4() {
        return ReflectiveClassBuildItem.builder(LZ4_IN_JAVA.toArray(String[]::new))
                .fields()
                .build();
    }

    /** The JVM that builds an image would choose otherwise: it finds all classes, those with sun.misc.Unsafe too. */
    @BuildStep
    void choiceAtStart(
            BuildProducer<RuntimeInitializedClassBuildItem> classes,
            BuildProducer<RuntimeInitializedPackageBuildItem> packages) {
        USERS.forEach(name -> classes.produce(new RuntimeInitializedClassBuildItem(name)));
        PACKAGES.forEach(name -> packages.produce(new RuntimeInitializedPackageBuildItem(name)));
    }
}
