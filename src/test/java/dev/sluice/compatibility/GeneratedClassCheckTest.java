package dev.sluice.compatibility;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.sluice.compatibility.CompatibilityCheck.InvalidSchemaException;
import dev.sluice.testing.GeneratedClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas from which no usable class could be generated, by Avro's generator and the Java compiler. */
@Execution(CONCURRENT)
class GeneratedClassCheckTest {

    private static final String INNER = "{'type':'record','name':'Inner','fields':[]}";

    private static List<String> errors(String... schemas) {
        Schema.Parser parser = new Schema.Parser();
        List.of(schemas).forEach(schema -> parser.parse(schema.replace('\'', '"')));
        return GeneratedClassCheck.errors(new DeclaredSchemas(Map.of(), parser.getTypes(), Map.of()));
    }

    private static String record(String name, String fields) {
        return "{'type':'record','name':'" + name + "','namespace':'com.acme','fields':[" + fields + "]}";
    }

    private static String field(String name, String type) {
        return "{'name':'" + name + "','type':" + type + "}";
    }

    @Test
    void namesFileAndFieldBeforeClassesAreGenerated(@TempDir Path folder) {
        // Given
        SchemaFolders schemas = new SchemaFolders(folder)
                .parcel(
                        "{\"name\": \"encoder\", \"type\": \"string\"}",
                        "{\"name\": \"size\", \"type\": \"int\", \"doc\": \"In C:\\\\units.\"}");

        // Then
        assertThatThrownBy(() -> schemas.check("check"))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining(
                        "avro/Parcel.avsc: field `encoder` of Parcel has a name that the generated class uses")
                .hasMessageContaining("avro/Parcel.avsc: field `size` of Parcel has a \"doc\" with \\u in it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "encoder | 'int'",
                "specific_data | 'int'",
                "_class | 'int'",
                "class_schema | 'int'",
                "java | 'int'",
                "com | " + INNER,
                "Integer | 'int'",
                "ENCODER | 'int'",
                "serialVersionUID | 'int'",
                "result | 'string'",
            })
    void rejectsFieldName(String name, String type) {
        assertThat(errors(record("Parcel", field(name, type))))
                .singleElement()
                .asString()
                .contains("`" + name + "`");
    }

    @ParameterizedTest
    @CsvSource({"class", "schema", "clazz", "result", "value", "other", "org", "record", "yield", "é", "Builder"})
    void acceptsFieldName(String name) throws IOException {
        // Given
        String schema = record("Parcel", field(name, "'int'"));

        // Then
        assertThat(errors(schema)).isEmpty();
        assertThat(GeneratedClasses.of(List.of(new Schema.Parser().parse(schema.replace('\'', '"'))))
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Override", "java", "org", "com", "Object", "Utf8", "sealed", "SuppressWarnings", "SchemaStore"})
    void rejectsTypeName(String name) {
        assertThat(errors(record(name, ""))).singleElement().asString().contains("com.acme." + name);
    }

    @ParameterizedTest
    @CsvSource({"foo_bar, fooBar", "foo_, foo", "inner, innerBuilder"})
    void rejectsFieldsWithMethodsOfTheSameName(String one, String other) {
        assertThat(errors(record("Parcel", field(one, INNER) + "," + field(other, "'int'"))))
                .singleElement()
                .asString()
                .contains("field `" + other + "` of Parcel and field `" + one + "`");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "['null',{'type':'int','logicalType':'time-millis'},{'type':'long','logicalType':'time-micros'}] | LocalTime",
                "[{'type':'string','logicalType':'uuid'},{'type':'fixed','name':'F','size':16,'logicalType':'uuid'}] | UUID",
                "[{'type':'bytes','logicalType':'decimal','precision':4},{'type':'fixed','name':'F','size':4,'logicalType':'decimal','precision':4}] | BigDecimal",
                "{'type':'array','items':{'type':'string','java-class':'java.net.URI'}} | java-class",
                "{'type':'map','values':'int','java-key-class':'java.net.URI'} | java-key-class",
                "{'type':'string','avro.java.string':'Utf8'} | avro.java.string",
                "{'type':'record','name':'Plain','namespace':'','fields':[]} | needs a namespace",
            })
    void rejectsFieldType(String type, String reason) {
        assertThat(errors(record("Parcel", field("a", type))))
                .singleElement()
                .asString()
                .contains("field `a` of Parcel")
                .contains(reason);
    }

    @Test
    void rejectsTypesThatShareAFileOrAPackage() {
        assertThat(errors(record("Parcel", ""), record("PARCEL", "")))
                .singleElement()
                .asString()
                .contains("differs only in case from com.acme.PARCEL");
        assertThat(errors(record("Parcel", ""), "{'type':'record','name':'acme','namespace':'com','fields':[]}"))
                .singleElement()
                .asString()
                .contains("com.acme is also a namespace");
        assertThat(errors("{'type':'record','name':'Parcel','namespace':'java.acme','fields':[]}"))
                .hasSize(1);
    }

    /** Random combinations of names that mean something in Java or in the generated code. */
    @Test
    void acceptsOnlyWhatCompiles() throws IOException {
        // Given
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        List<Schema> accepted = new ArrayList<>();
        int rejected = 0;
        for (int i = 0; i < 300; i++) {
            Schema.Parser parser = new Schema.Parser();
            try {
                accepted.add(parser.parse(randomRecord("c" + i, random).replace('\'', '"')));
            } catch (AvroRuntimeException duplicateName) {
                continue;
            }
            if (!GeneratedClassCheck.errors(new DeclaredSchemas(Map.of(), parser.getTypes(), Map.of()))
                    .isEmpty()) {
                accepted.remove(accepted.size() - 1);
                rejected++;
            }
        }

        // When
        GeneratedClasses classes = GeneratedClasses.of(accepted);

        // Then
        assertThat(classes.errors()).as("seed %s", seed).isEmpty();
        assertThat(rejected).isPositive();
        assertThat(accepted).hasSizeGreaterThan(rejected / 4);
    }

    private static String randomRecord(String namespace, Random random) {
        List<String> types = new ArrayList<>(List.of(
                "Parcel",
                "Integer",
                "Override",
                "Object",
                "String",
                "Builder",
                "class",
                "record",
                "java",
                "Process",
                "Encoder",
                "List",
                "Conversion",
                "yield",
                "_",
                "Exception",
                "System",
                namespace));
        List<String> fields = new ArrayList<>(List.of(
                "result",
                "encoder",
                "Decoder",
                "schema",
                "_schema",
                "Class",
                "class",
                "java",
                "org",
                "value",
                "other",
                "record",
                "name",
                "Name",
                "_name",
                "na_me",
                "innerBuilder",
                "inner",
                "conversions",
                "field",
                "o",
                "i",
                "in",
                "out",
                "e",
                "size0",
                "int",
                "__",
                "_",
                "specificData",
                "Long",
                "SpecificData",
                "hashCode",
                "Builder",
                "this",
                "fieldSetFlags",
                "data",
                namespace));
        Collections.shuffle(types, random);
        Collections.shuffle(fields, random);
        // One or two names of each kind mean something, so that many records are accepted.
        IntStream.range(1 + random.nextInt(2), types.size()).forEach(i -> types.set(i, "Type" + i));
        IntStream.range(1 + random.nextInt(2), fields.size()).forEach(i -> fields.set(i, "field" + i));
        Collections.shuffle(types.subList(0, 3), random);
        Collections.shuffle(fields.subList(0, 10), random);
        String inner = "{'type':'record','name':'" + types.get(1) + "','fields':[{'name':'" + fields.get(9)
                + "','type':'string'}]}";
        String symbols = "{'type':'enum','name':'" + types.get(2) + "','symbols':['" + fields.get(8) + "']}";
        List<String> fieldTypes = List.of(
                inner,
                symbols,
                "'int'",
                "'string'",
                "['null','" + types.get(1) + "']",
                "{'type':'int','logicalType':'date'}",
                "{'type':'map','values':['null','" + types.get(2) + "']}",
                "{'type':'array','items':'double'}");
        int count = 2 + random.nextInt(fieldTypes.size() - 1);
        String all = IntStream.range(0, count)
                .mapToObj(i -> field(fields.get(i), fieldTypes.get(i)))
                .collect(joining(","));
        return "{'type':'record','name':'" + types.get(0) + "','namespace':'" + namespace + "','fields':[" + all + "]}";
    }
}
