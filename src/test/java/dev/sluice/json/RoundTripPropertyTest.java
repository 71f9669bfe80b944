package dev.sluice.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventType;
import dev.sluice.json.EventReader.Result;
import dev.sluice.serde.UndecodableException;
import dev.sluice.serde.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/** Random values of random schemas, encoded by Avro's own writers, in all three input encodings and the output encoding. */
class RoundTripPropertyTest {

    private static GenericRecord value(RandomAvro random, Schema schema) {
        return (GenericRecord) random.value(schema, 5);
    }

    @Property(tries = 2000)
    void roundTripsFromAvroToPlainJsonAndBack(@ForAll long seed) throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        GenericRecord value = value(random, type.schema());
        byte[] avro = RandomAvro.wireFormat(RandomAvro.binary(type.schema(), value));

        // When
        byte[] json = new EventWriter(type.schema()).write(avro);
        Result result = new EventReader(type).read(json, RandomAvro.SCHEMA_ID);

        // Then
        assertThat(result)
                .as("%s%n%s", type.schema(), new String(json, UTF_8))
                .isInstanceOfSatisfying(Result.Valid.class, valid -> {
                    assertThat(valid.value()).isEqualTo(avro);
                    assertThat(valid.key()).isEqualTo(value.get("id").toString().getBytes(UTF_8));
                });
    }

    @Property
    void keepsBinaryUnchanged(@ForAll long seed) throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        GenericRecord value = value(random, type.schema());
        byte[] avro = RandomAvro.binary(type.schema(), value);

        // When
        Result result = new EventReader(type).readBinary(avro, RandomAvro.SCHEMA_ID);

        // Then
        assertThat(result).as("%s", type.schema()).isInstanceOfSatisfying(Result.Valid.class, valid -> {
            assertThat(valid.value()).isEqualTo(RandomAvro.wireFormat(avro));
            assertThat(valid.key()).isEqualTo(value.get("id").toString().getBytes(UTF_8));
        });
    }

    @Property
    void readsAvroJsonAsAvroDoes(@ForAll long seed) throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        GenericRecord value = value(random, type.schema());
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        Encoder encoder = EncoderFactory.get().jsonEncoder(type.schema(), json);
        new GenericDatumWriter<GenericRecord>(type.schema()).write(value, encoder);
        encoder.flush();
        byte[] binary = RandomAvro.binary(type.schema(), value);

        // When
        Result result = new EventReader(type).readAvroJson(json.toByteArray(), RandomAvro.SCHEMA_ID);

        // Then
        assertThat(result)
                .as("%s%n%s", type.schema(), json)
                .isInstanceOfSatisfying(Result.Valid.class, valid -> assertThat(valid.value())
                        .isEqualTo(RandomAvro.wireFormat(binary)));
    }

    @Property(tries = 2000)
    void rejectsBrokenBinaryUnlessAvroReadsIt(
            @ForAll long seed, @ForAll @IntRange(max = 4) int changes, @ForAll @IntRange(max = 1000) int cut)
            throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        byte[] avro = RandomAvro.binary(type.schema(), value(random, type.schema()));
        Random changesAt = new Random(seed);
        for (int i = 0; i < changes && avro.length > 0; i++) {
            avro[changesAt.nextInt(avro.length)] = (byte) changesAt.nextInt();
        }
        byte[] broken = cut < 500 ? avro : Arrays.copyOf(avro, (int) ((long) avro.length * cut / 500));

        // When
        Result result = new EventReader(type).readBinary(broken, RandomAvro.SCHEMA_ID);

        // Then
        byte[] value = RandomAvro.wireFormat(broken);
        EventWriter writer = new EventWriter(type.schema());
        if (result instanceof Result.Valid) {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(broken, null);
            new GenericDatumReader<GenericRecord>(type.schema()).read(null, decoder);
            assertThat(decoder.isEnd()).isTrue();
            assertThat(new EventReader(type).read(writer.write(value), RandomAvro.SCHEMA_ID))
                    .isInstanceOf(Result.Valid.class);
        } else {
            List<ValidationError> errors = ((Result.Invalid) result).errors();
            assertThat(errors).isNotEmpty();
            // Records of other producers may have UUIDs in upper case.
            if (!errors.stream().allMatch(error -> error.detail().endsWith("a UUID in lower case"))) {
                assertThatThrownBy(() -> writer.write(value)).isInstanceOf(UndecodableException.class);
            }
        }
    }

    @Property(tries = 2000)
    void rejectsBrokenJsonOrReadsItConsistently(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int changes)
            throws IOException {
        // Given
        RandomAvro random = new RandomAvro(seed);
        EventType type = random.eventType();
        byte[] avro = RandomAvro.wireFormat(RandomAvro.binary(type.schema(), value(random, type.schema())));
        byte[] json = RandomJson.broken(new EventWriter(type.schema()).write(avro), changes, seed);
        EventReader reader = new EventReader(type);

        // When
        Result plain = reader.read(json, RandomAvro.SCHEMA_ID);
        Result avroJson = reader.readAvroJson(json, RandomAvro.SCHEMA_ID);

        // Then
        for (Result result : new Result[] {plain, avroJson}) {
            if (result instanceof Result.Valid valid) {
                byte[] body = Arrays.copyOfRange(valid.value(), WireFormat.HEADER_SIZE, valid.value().length);
                assertThat(reader.readBinary(body, RandomAvro.SCHEMA_ID))
                        .usingRecursiveComparison()
                        .isEqualTo(valid);
            } else if (result instanceof Result.Invalid invalid) {
                assertThat(invalid.errors()).isNotEmpty();
            }
        }
    }
}
