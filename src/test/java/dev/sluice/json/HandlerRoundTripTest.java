package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.sluice.deployment.TransformedClasses;
import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import dev.sluice.serde.WireFormat;
import dev.sluice.testing.GeneratedClasses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** Random events of random types that are published as JSON, and that a method returns as it received them. */
@Execution(CONCURRENT)
class HandlerRoundTripTest {

    private static final int TYPES = 60;
    private static final int EVENTS_PER_TYPE = 50;

    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final ClassLoader BEFORE = Thread.currentThread().getContextClassLoader();

    /** Avro finds classes by the thread's loader. */
    @BeforeAll
    static void generateClasses() throws IOException {
        List<Schema> schemas = IntStream.range(0, TYPES)
                .mapToObj(i -> random(i).eventType().schema())
                .toList();
        Thread.currentThread().setContextClassLoader(TransformedClasses.of(GeneratedClasses.of(schemas)));
    }

    @AfterAll
    static void restoreLoader() {
        Thread.currentThread().setContextClassLoader(BEFORE);
    }

    private static RandomAvro random(int type) {
        return RandomAvro.forMethods(SEED + type, "random.n" + type);
    }

    @Test
    void keepsEveryValue() throws Exception {
        for (int i = 0; i < TYPES; i++) {
            RandomAvro random = random(i);
            EventType type = random.eventType();
            EventWriter writer = new EventWriter(type.schema());
            EventReader reader = new EventReader(type);
            for (int event = 0; event < EVENTS_PER_TYPE; event++) {
                byte[] json = writer.write(random.wireFormat(type.schema()));
                String description = "seed %s: %s%n%s".formatted(SEED, type.schema(), new String(json, UTF_8));

                // When
                Result published = reader.read(json, RandomAvro.SCHEMA_ID);
                assertThat(published).as(description).isInstanceOf(Result.Valid.class);
                byte[] value = ((Result.Valid) published).value();
                List<byte[]> returned = returned(type.schema(), value);

                // Then
                GenericRecord expected = generic(type.schema(), value);
                assertThat(returned).as(description).allSatisfy(bytes -> assertThat(generic(type.schema(), bytes))
                        .isEqualTo(expected));
            }
        }
    }

    /** Returns the values that a method returns which returns its argument, and one that returns a copy. */
    private static List<byte[]> returned(Schema schema, byte[] value) throws Exception {
        Class<?> eventClass =
                Class.forName(schema.getFullName(), true, Thread.currentThread().getContextClassLoader());
        SpecificData data = SpecificData.getForClass(eventClass);
        Object event = new SpecificDatumReader<>(schema, data.getSchema(eventClass), data).read(null, decoder(value));
        Object copy = eventClass.getMethod("newBuilder", eventClass).invoke(null, event);
        List<byte[]> returned = new ArrayList<>();
        for (Object result : List.of(event, copy.getClass().getMethod("build").invoke(copy))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(Arrays.copyOf(value, WireFormat.HEADER_SIZE));
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<>(data.getSchema(eventClass), data).write(result, encoder);
            encoder.flush();
            returned.add(bytes.toByteArray());
        }
        return returned;
    }

    private static GenericRecord generic(Schema schema, byte[] value) throws IOException {
        return new GenericDatumReader<GenericRecord>(schema).read(null, decoder(value));
    }

    private static Decoder decoder(byte[] value) {
        return DecoderFactory.get()
                .binaryDecoder(value, WireFormat.HEADER_SIZE, value.length - WireFormat.HEADER_SIZE, null);
    }
}
