package dev.sluice.ingress;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.sluice.testing.Domain;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The catalogue of event types, and their operations in the OpenAPI document. */
@QuarkusTest
public class EventTypesTest {

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    /** Returns the types of the domain that only processing publishes. */
    protected List<String> reserved() {
        return List.of(
                "parcel.confirmed",
                "item.reserved",
                "item.released",
                "transport.requested",
                "notice.requested",
                "parcel.status");
    }

    private List<String> publishable() {
        return Stream.of("created", "paid", "cancelled").map(domain()::type).toList();
    }

    private static JsonNode describe(String type) throws IOException {
        return new ObjectMapper().readTree(given().get("/event-types/" + type).asByteArray());
    }

    private static Schema avroSchema(JsonNode type) {
        return new Schema.Parser().parse(type.get("avroSchema").toString());
    }

    @Test
    void listsAllTypes() {
        given().get("/event-types")
                .then()
                .statusCode(200)
                .body("name", hasItems(publishable().toArray()))
                .body("name", hasItems(reserved().toArray()))
                .body("findAll { it.publishable }.name", hasItems(publishable().toArray()));
    }

    @Test
    void describesTypeWithSchemasAndValidExample() throws IOException {
        for (String name : given().get("/event-types").jsonPath().getList("name", String.class)) {
            // When
            JsonNode type = describe(name);

            // Then
            Schema avro = avroSchema(type);
            assertThat(avro.getObjectProp("event")).isEqualTo(name);
            assertThat(avro.toString()).doesNotContain("avro.java");
            assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                            .getSchema(type.get("jsonSchema"))
                            .validate(type.get("example")))
                    .isEmpty();
        }
    }

    @Test
    void acceptsExampleOfEachType() {
        for (String name : publishable()) {
            JsonPath type = given().get("/event-types/" + name).jsonPath();
            given().contentType("application/json")
                    .body(type.<Object>get("example"))
                    .post("/events/" + name)
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void documentsAnOperationWithSchemaForEachPublishableType() throws IOException {
        // Given
        String path = "/events/" + domain().type("created");
        Schema schema = avroSchema(describe(domain().type("created")));
        String item = schema.getField("items").schema().getElementType().getFullName();

        // Then
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems(publishable().stream()
                                .map(type -> "/events/" + type)
                                .toArray()))
                .body(
                        "paths.'" + path + "'.post.requestBody.content.'application/json'.schema.$ref",
                        equalTo("#/components/schemas/" + schema.getFullName()))
                .body("paths.'" + path + "'.post.parameters.name", hasItems("Idempotency-Key"))
                .body("paths.'/events'.post.parameters.name", hasItems("Idempotency-Key", "atomic"))
                .body("paths.'/events'.post.parameters.'$ref'", hasItems("#/components/parameters/ce-id"))
                .body("paths.'/events/{type}'.post.parameters.name", hasItems("atomic", "ordered"))
                .body("paths.'" + path + "'.post.parameters.name", hasItems("atomic", "ordered"))
                .body("paths.'" + path + "'.post.parameters.'$ref'", hasItems("#/components/parameters/ce-id"))
                .body("paths.'" + path + "'.post.responses", hasKey("207"))
                .body("components.parameters.'ce-id'.in", equalTo("header"))
                .body(
                        "paths.'" + path + "'.post.requestBody.content.'application/cloudevents+json'.example.type",
                        equalTo(domain().type("created")))
                .body(
                        "paths.'/events'.post.requestBody.content.keySet()",
                        hasItems(
                                "application/cloudevents+json",
                                "application/cloudevents-batch+json",
                                "avro/binary",
                                "application/x-ndjson"))
                .body("components.schemas", hasKey("CloudEvent"))
                .body(
                        "components.schemas.'" + schema.getFullName() + "'.properties.items.items.$ref",
                        equalTo("#/components/schemas/" + item))
                .body("components.schemas", hasKey(item));
    }
}
