package dev.sluice.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Query parameters of endpoints without text parameters. */
@QuarkusTest
class QueryCheckTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /events?atomik=true, atomik, is not a parameter of this request",
        "POST, /events?atomic=true&atomic=true, atomic, is given more than once",
        "POST, /events?atomic=, atomic, is empty",
        "POST, /events?atomic=yes, atomic, must be true or false",
        "POST, /events/parcel.created?atomic=true, atomic, is not a parameter of this request",
        "GET, /event-types?type=parcel.created, type, is not a parameter of this request",
        "POST, /events?ordered=0, ordered, must be true or false",
        "POST, /events?atomic, atomic, is empty",
        "POST, /events?ATOMIC=true, ATOMIC, is not a parameter of this request",
        "POST, /events?atomic=true&Atomic=false, atomic, is given more than once",
        "POST, /events?atomic=false;atomic=true, atomic, is given more than once",
        "GET, /q/openapi?formt=json, formt, is not a parameter of this request",
        "GET, /q/openapi?format=json&format=yaml, format, is given more than once",
        "GET, /q/openapi?format=xml, format, must be json or yaml",
        "GET, /topics?x=1, x, is not a parameter of this request",
        "GET, /topics/parcels?x=1, x, is not a parameter of this request",
        "GET, /consumer-groups?x=1, x, is not a parameter of this request",
        "GET, /consumer-groups/g?x=1, x, is not a parameter of this request",
        "POST, /consumer-groups/g/reset?to=latest&x=1, x, is not a parameter of this request",
        "POST, /consumer-groups/g/reset?to=latest&dry-run=no, dry-run, must be true or false",
        "GET, /dead-letters?x=1, x, is not a parameter of this request",
        "GET, /dead-letters/parcels.dlq/0/0?x=1, x, is not a parameter of this request",
        "POST, /dead-letters/parcels.dlq/0/0/redrive?x=1, x, is not a parameter of this request",
        "POST, /dead-letters/parcels.dlq/0/0/discard?x=1, x, is not a parameter of this request",
        "POST, /dead-letters/redrive?x=1, x, is not a parameter of this request",
        "POST, /dead-letters/purge?topic=parcels.dlq&x=1, x, is not a parameter of this request",
        "GET, /event-types/parcel.created?x, x, is not a parameter of this request",
    })
    void rejectsInvalidParameter(String method, String target, String parameter, String detail) {
        given().contentType("application/json")
                .urlEncodingEnabled(false)
                .request(method, target)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:sluice:problem:invalid-query"))
                .body("errors.parameter", contains(parameter))
                .body("errors.detail", contains(detail));
    }

    @Test
    void rejectsInvalidParametersOfStreams() {
        given().contentType("application/x-ndjson; charset=utf-8")
                .body(new byte[0])
                .post("/events?atomic=no&limit=1")
                .then()
                .statusCode(400)
                .body("errors.parameter", contains("atomic", "limit"));
    }
}
