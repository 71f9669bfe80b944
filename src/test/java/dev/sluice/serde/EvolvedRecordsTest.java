package dev.sluice.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EvolutionGuide;
import dev.sluice.testing.GeneratedClasses;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema versions of the guide on schema evolution: records of each version, read by consumers with each version. */
@QuarkusTest
class EvolvedRecordsTest {

    private static final List<Schema> VERSIONS = EvolutionGuide.versions().stream()
            .map(version -> new Schema.Parser().parse(version))
            .toList();

    DevServicesContext devServices;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 | 1 | {"invoiceId": "i", "accountId": "c", "copies": 3, "note": "n"}
                    2 | 1 | {"invoiceId": "i", "accountId": "c", "copies": 3, "note": "n", "currency": "EUR"}
                    3 | 1 | {"invoiceId": "i", "accountId": "c", "remark": "n", "currency": "EUR"}
                    1 | 2 | {"invoiceId": "i", "accountId": "c", "copies": 3, "note": "n"}
                    2 | 2 | {"invoiceId": "i", "accountId": "c", "copies": 3, "note": "n", "currency": "CHF"}
                    3 | 2 | {"invoiceId": "i", "accountId": "c", "remark": "n", "currency": "CHF"}
                    1 | 3 | {"invoiceId": "i", "accountId": "c", "copies": 1, "note": null}
                    2 | 3 | {"invoiceId": "i", "accountId": "c", "copies": 1, "note": null, "currency": "CHF"}
                    3 | 3 | {"invoiceId": "i", "accountId": "c", "remark": "n", "currency": "CHF"}
                    """)
    void readsRecordsOfEveryVersionWithEveryVersion(int consumers, int records, String expected) throws IOException {
        // Given
        byte[] value = written(VERSIONS.get(records - 1));
        ClassLoader classes =
                GeneratedClasses.of(List.of(VERSIONS.get(consumers - 1))).loader();

        // When
        Object read = read(value, classes);

        // Then
        assertThat(read).isInstanceOf(SpecificRecord.class).hasToString(expected);
    }

    private byte[] written(Schema schema) {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings(), false);
        Map<String, Object> values =
                Map.of("invoiceId", "i", "accountId", "c", "copies", 3, "note", "n", "remark", "n", "currency", "CHF");
        GenericRecordBuilder record = new GenericRecordBuilder(schema);
        schema.getFields().forEach(field -> record.set(field, values.get(field.name())));
        GenericRecord event = record.build();
        assertThat(GenericData.get().validate(schema, event)).isTrue();
        return serializer.serialize("invoices", event);
    }

    /** Reads a value as an application with these classes does. Avro finds them by the thread's loader. */
    private Object read(byte[] value, ClassLoader classes) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            AvroDeserializer deserializer = new AvroDeserializer();
            deserializer.configure(settings(), false);
            return deserializer.deserialize("invoices", value);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                "schema.registry.url",
                new DevServers(devServices).registry(),
                "value.subject.name.strategy",
                "TopicRecordNameStrategy");
    }
}
