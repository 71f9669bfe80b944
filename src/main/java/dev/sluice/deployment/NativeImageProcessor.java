package dev.sluice.deployment;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.sluice.runtime.Main;
import dev.sluice.runtime.StopSignals;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.nativeimage.NativeImageProxyDefinitionBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageSystemPropertyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedPackageBuildItem;
import java.util.List;

/**
 * Registers classes that are looked up by name at run time, and classes that a native image must not initialize at build time
 * (docs/adr/0014-native.md).
 */
class NativeImageProcessor {

    /** Pure Java classes that lz4-java looks up by name if its native library is not loaded. */
    static final List<String> LZ4_JAVA_CLASSES = List.of(
            "net.jpountz.lz4.LZ4JavaSafeCompressor",
            "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
            "net.jpountz.xxhash.XXHash32JavaSafe",
            "net.jpountz.xxhash.XXHash64JavaSafe",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory",
            "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory");

    static final List<String> LZ4_PACKAGES = List.of("net.jpountz.lz4", "net.jpountz.xxhash", "net.jpountz.util");

    /** Classes whose static initializers select an lz4-java implementation: Kafka's reader and an unused class of Netty. */
    static final List<String> LZ4_USERS = List.of(
            "org.apache.kafka.common.compress.Lz4BlockInputStream", "io.netty.handler.codec.compression.Lz4XXHash32");

    @BuildStep
    ReflectiveClassBuildItem lz4Classes() {
        return ReflectiveClassBuildItem.builder(LZ4_JAVA_CLASSES.toArray(String[]::new))
                .fields()
                .build();
    }

    /**
     * Defers the selection of an lz4 implementation to run time. The JVM that builds the image sees all classes and would
     * select those that use {@code sun.misc.Unsafe}.
     */
    @BuildStep
    void initializeLz4AtRunTime(
            BuildProducer<RuntimeInitializedClassBuildItem> classes,
            BuildProducer<RuntimeInitializedPackageBuildItem> packages) {
        LZ4_USERS.forEach(name -> classes.produce(new RuntimeInitializedClassBuildItem(name)));
        LZ4_PACKAGES.forEach(name -> packages.produce(new RuntimeInitializedPackageBuildItem(name)));
    }

    /** Keeps random number generators, and so their seeds, out of the image. */
    @BuildStep
    RuntimeInitializedPackageBuildItem initializeUuidCreatorAtRunTime() {
        return new RuntimeInitializedPackageBuildItem(UuidCreator.class.getPackageName());
    }

    /** Lets Avro read its limits from the system properties that the application sets at start. */
    @BuildStep
    RuntimeInitializedClassBuildItem initializeAvroLimitsAtRunTime() {
        return new RuntimeInitializedClassBuildItem("org.apache.avro.SystemLimitException");
    }

    @BuildStep
    NativeImageSystemPropertyBuildItem addressCache() {
        return new NativeImageSystemPropertyBuildItem("sun.net.inetaddr.ttl", Main.ADDRESS_SECONDS);
    }

    @BuildStep
    ReflectiveClassBuildItem signalClasses() {
        return ReflectiveClassBuildItem.builder(StopSignals.SIGNAL, StopSignals.HANDLER)
                .methods()
                .build();
    }

    @BuildStep
    NativeImageProxyDefinitionBuildItem signalHandlerProxy() {
        return new NativeImageProxyDefinitionBuildItem(StopSignals.HANDLER);
    }
}
