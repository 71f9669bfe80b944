package dev.sluice.example.orders.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.event.EventType;
import dev.sluice.example.orders.event.OrderCreated;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result;
import dev.sluice.json.EventWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tech.allegro.schema.json2avro.converter.JsonAvroConverter;

/** The conversion of an order from JSON to Avro: ours, another converter, and the lower limit, parsing alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonToAvro {

    private static final int SCHEMA_ID = 1;
    private static final byte[] ORDER = """
            {"orderId":"ord-789","customerId":"customer-123","items":[{"sku":"WIDGET-A","quantity":3,"price":29.99},\
            {"sku":"WIDGET-B","quantity":1,"price":5.00}],"total":94.97,"timestamp":"2026-11-23T05:00:00Z"}""".getBytes(UTF_8);

    private final JsonFactory json = new JsonFactory();
    private final EventType type = EventType.of(OrderCreated.class);
    private final Schema schema = type.schema();
    private final EventReader reader = new EventReader(type);
    private final EventWriter writer = new EventWriter(schema);
    private final JsonAvroConverter allegro = new JsonAvroConverter();

    private byte[] value = {};
    private byte[] avro = {};

    /** Checks that the converters give the same bytes. */
    @Setup
    public void checkAgreement() throws IOException {
        value = ((Result.Valid) reader.read(ORDER, SCHEMA_ID)).value();
        avro = Arrays.copyOfRange(value, value.length - allegro().length, value.length);
        if (!Arrays.equals(avro, allegro())) {
            throw new IllegalStateException("the converters disagree");
        }
    }

    @Benchmark
    public Result ours() {
        return reader.read(ORDER, SCHEMA_ID);
    }

    @Benchmark
    public Result oursFromBinary() {
        return reader.readBinary(avro, SCHEMA_ID);
    }

    @Benchmark
    public byte[] oursBackToJson() {
        return writer.write(value);
    }

    @Benchmark
    public byte[] allegro() {
        return allegro.convertToAvro(ORDER, schema);
    }

    /** Reads all tokens and the text of each value, which any converter has to do. */
    @Benchmark
    public int jackson() throws IOException {
        int length = 0;
        try (JsonParser parser = json.createParser(ORDER)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    length += parser.getTextLength();
                }
            }
        }
        return length;
    }
}
