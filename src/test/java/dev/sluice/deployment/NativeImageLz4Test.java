package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import net.jpountz.lz4.LZ4Factory;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's lz4 compression if, as in a native image, only registered classes can be looked up by name. */
class NativeImageLz4Test {

    private static final String TEXT = "{\"sku\":\"WIDGET-A\",\"quantity\":3}".repeat(4000);

    @ParameterizedTest
    @ValueSource(strings = {"DefaultLevel", "HighLevel"})
    void decompressesWhatItCompressed(String level) throws Exception {
        try (RestrictedClassLoader loader = new RestrictedClassLoader()) {
            // Given
            Object roundTrip = loader.loadClass(NativeImageLz4Test.class.getName() + "$" + level)
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(roundTrip.getClass().getClassLoader()).isSameAs(loader);

            // When
            @SuppressWarnings("unchecked")
            byte[] read = ((UnaryOperator<byte[]>) roundTrip).apply(TEXT.getBytes(UTF_8));

            // Then
            assertThat(new String(read, UTF_8)).isEqualTo(TEXT);
            assertThat(loader.lookedUp).containsExactlyInAnyOrderElementsOf(NativeImageProcessor.LZ4_JAVA_CLASSES);
        }
    }

    /** Loads its own copy of Kafka and lz4-java, and hides unregistered classes from lookups by lz4-java. */
    private static final class RestrictedClassLoader extends URLClassLoader {

        private final Set<String> lookedUp = new HashSet<>();

        RestrictedClassLoader() throws URISyntaxException, IOException {
            super(
                    new URL[] {
                        codeSource(NativeImageLz4Test.class),
                        codeSource(Compression.class),
                        codeSource(LZ4Factory.class)
                    },
                    NativeImageLz4Test.class.getClassLoader());
        }

        private static URL codeSource(Class<?> type) throws URISyntaxException, IOException {
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()
                    .toURL();
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (name.startsWith("net.jpountz.") && isLookedUpByName()) {
                if (!NativeImageProcessor.LZ4_JAVA_CLASSES.contains(name)) {
                    throw new ClassNotFoundException(name);
                }
                lookedUp.add(name);
            }
            return super.loadClass(name);
        }

        private static boolean isLookedUpByName() {
            return StackWalker.getInstance().walk(frames -> frames.skip(2)
                    .findFirst()
                    .filter(caller -> caller.getMethodName().equals("classInstance"))
                    .isPresent());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isOwnCopy = name.startsWith("net.jpountz.")
                    || name.startsWith("org.apache.kafka.")
                    || name.startsWith(NativeImageLz4Test.class.getName() + "$");
            if (!isOwnCopy) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** Compresses and decompresses as Kafka's producer and consumer do. */
    private abstract static class RoundTrip implements UnaryOperator<byte[]> {

        private final Compression lz4;

        RoundTrip(Compression lz4) {
            this.lz4 = lz4;
        }

        @Override
        public byte[] apply(byte[] text) {
            ByteBufferOutputStream buffer = new ByteBufferOutputStream(64);
            try (OutputStream out = lz4.wrapForOutput(buffer, RecordBatch.CURRENT_MAGIC_VALUE)) {
                out.write(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            buffer.buffer().flip();
            assertThat(buffer.buffer().remaining()).isLessThan(text.length / 4);
            try (InputStream in =
                    lz4.wrapForInput(buffer.buffer(), RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Public, like {@link HighLevel}, because another class loader defines it. */
    public static final class DefaultLevel extends RoundTrip {
        public DefaultLevel() {
            super(Compression.lz4().build());
        }
    }

    public static final class HighLevel extends RoundTrip {
        public HighLevel() {
            super(Compression.lz4().level(12).build());
        }
    }
}
