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
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The catalogue of event types, and their operations in the OpenAPI document. */
@QuarkusTest
class EventTypesTest {

    private static final List<String> PUBLISHABLE = List.of("order.created", "order.paid", "order.cancelled");

    @Test
    void listsAllTypes() {
        given().get("/event-types")
                .then()
                .statusCode(200)
                .body(
                        "name",
                        hasItems(
                                "order.created",
                                "order.paid",
                                "order.cancelled",
                                "order.confirmed",
                                "stock.reserved",
                                "stock.released",
                                "shipment.requested",
                                "email.order-confirmation",
                                "order.status"))
                .body("findAll { it.publishable }.name", hasItems(PUBLISHABLE.toArray()));
    }

    @Test
    void describesTypeWithSchemasAndValidExample() throws IOException {
        for (String name : given().get("/event-types").jsonPath().getList("name", String.class)) {
            // When
            JsonNode type = new ObjectMapper()
                    .readTree(given().get("/event-types/" + name).asByteArray());

            // Then
            Schema avro = new Schema.Parser().parse(type.get("avroSchema").toString());
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
        for (String name : PUBLISHABLE) {
            JsonPath type = given().get("/event-types/" + name).jsonPath();
            given().contentType("application/json")
                    .body(type.<Object>get("example"))
                    .post("/events/" + name)
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void documentsAnOperationWithSchemaForEachPublishableType() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(
                        "paths.keySet()",
                        hasItems("/events/order.created", "/events/order.paid", "/events/order.cancelled"))
                .body(
                        "paths.'/events/order.created'.post.requestBody.content.'application/json'.schema.$ref",
                        equalTo("#/components/schemas/dev.sluice.example.orders.event.OrderCreated"))
                .body("paths.'/events/order.created'.post.parameters.name", hasItems("Idempotency-Key"))
                .body("paths.'/events'.post.parameters.name", hasItems("Idempotency-Key"))
                .body(
                        "components.schemas.'dev.sluice.example.orders.event.OrderCreated'.properties.items.items.$ref",
                        equalTo("#/components/schemas/dev.sluice.example.orders.event.LineItem"))
                .body("components.schemas", hasKey("dev.sluice.example.orders.event.LineItem"));
    }
}
