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

/** Kafka's lz4 where, as in a native image, no class is found by name but those that are registered. */
class CodecProcessorTest {

    private static final String TEXT = "{\"sku\":\"WIDGET-A\",\"quantity\":3}".repeat(4000);

    @ParameterizedTest
    @ValueSource(strings = {"Fast", "High"})
    void readsWhatItWrote(String level) throws Exception {
        try (LookUps lookUps = new LookUps()) {
            // Given
            Object trip = lookUps.loadClass(CodecProcessorTest.class.getName() + "$" + level)
                    .getDeclaredConstructor()
                    .newInstance();
            assertThat(trip.getClass().getClassLoader()).isSameAs(lookUps);

            // When
            @SuppressWarnings("unchecked")
            byte[] read = ((UnaryOperator<byte[]>) trip).apply(TEXT.getBytes(UTF_8));

            // Then
            assertThat(new String(read, UTF_8)).isEqualTo(TEXT);
            assertThat(lookUps.found).containsExactlyInAnyOrderElementsOf(CodecProcessor.LZ4_IN_JAVA);
        }
    }

    /** Has Kafka and lz4-java anew, and refuses lz4-java what is not registered. */
    private static final class LookUps extends URLClassLoader {

        private final Set<String> found = new HashSet<>();

        LookUps() throws URISyntaxException, IOException {
            super(
                    new URL[] {home(CodecProcessorTest.class), home(Compression.class), home(LZ4Factory.class)},
                    CodecProcessorTest.class.getClassLoader());
        }

        private static URL home(Class<?> type) throws URISyntaxException, IOException {
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()
                    .toURL();
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (name.startsWith("net.jpountz.") && isLookedUpByName()) {
                if (!CodecProcessor.LZ4_IN_JAVA.contains(name)) {
                    throw new ClassNotFoundException(name);
                }
                found.add(name);
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
            boolean isAnew = name.startsWith("net.jpountz.")
                    || name.startsWith("org.apache.kafka.")
                    || name.startsWith(CodecProcessorTest.class.getName() + "$");
            if (!isAnew) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** Writes and reads as Kafka's producer and consumer do. */
    private abstract static class Trip implements UnaryOperator<byte[]> {

        private final Compression lz4;

        Trip(Compression lz4) {
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

    /** Public, as its like is, since it is another loader's. */
    public static final class Fast extends Trip {
        public Fast() {
            super(Compression.lz4().build());
        }
    }

    public static final class High extends Trip {
        public High() {
            super(Compression.lz4().level(12).build());
        }
    }
}
