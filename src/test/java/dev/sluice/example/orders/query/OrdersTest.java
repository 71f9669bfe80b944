package dev.sluice.example.orders.query;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import dev.sluice.database.Timestamps;
import dev.sluice.example.orders.Orders;
import dev.sluice.example.orders.PostedOrders;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The REST API of orders. */
@QuarkusTest
class OrdersTest {

    private final SluiceApi sluice = new SluiceApi();

    private static final String NOON = "2026-11-23T12:00:00Z";

    @TestHTTPResource
    URI server;

    PostedOrders customer = PostedOrders.ofNewCustomer();

    private ValidatableResponse read(String orderId) {
        return sluice.get("/orders/{id}?customerId={customer}", orderId, customer.customerId());
    }

    private ValidatableResponse read(String orderId, String atLeast) {
        return sluice.get(
                "/orders/{id}?customerId={customer}&at-least={position}", orderId, customer.customerId(), atLeast);
    }

    private void awaitStatus(String orderId, String status) {
        await().untilAsserted(() -> read(orderId).statusCode(200).body("status", equalTo(status)));
    }

    /** Sends the target without further encoding. */
    private static ValidatableResponse get(String target) {
        return given().urlEncodingEnabled(false).get(target).then();
    }

    private JsonPath list(String parameters) {
        return sluice.get("/orders?customerId=" + customer.customerId() + parameters)
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void showsOrderOfReceiptImmediately() {
        // Given
        String position = customer.created("ord-1", "1234567890123456.70", "2026-11-23T05:00:00.123456Z");

        // When
        ValidatableResponse answer = read("ord-1", position);

        // Then
        answer.statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "private, no-cache")
                .body("orderId", equalTo("ord-1"))
                .body("customerId", equalTo(customer.customerId()))
                .body("status", oneOf("created", "confirmed"))
                .body("placedAt", equalTo("2026-11-23T05:00:00.123456Z"))
                .body("anomalies", empty())
                .body("history[0].type", equalTo("order.created"))
                .body("history[0].id", notNullValue())
                .body("history[0].producedAt", notNullValue())
                .body("history[0].data.orderId", equalTo("ord-1"))
                .body("historyTruncated", equalTo(false))
                .body("$", not(hasKey("paidAt")))
                .body("$", not(hasKey("cancelReason")));
        assertThat(answer.extract().asString()).contains("\"total\":1234567890123456.70", "\"price\":29.90");
        assertThat(position)
                .isEqualTo("orders-" + answer.extract().path("history[0].partition") + "-"
                        + answer.extract().path("history[0].offset"));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a;b", "a/b", "100%", "\u00e9?#", "~-_!'()*", "%2E"})
    void findsOrderWithAnyId(String id) {
        // Given
        String position = customer.created(id);

        // When
        List<String> listed = sluice.get(
                        "/orders?customerId={customer}&orderId={id}&at-least={position}",
                        customer.customerId(),
                        id,
                        position)
                .statusCode(200)
                .extract()
                .path("orders.orderId");

        // Then
        assertThat(listed).containsExactly(id);
        if (!id.startsWith(".")) {
            String segment = URLEncoder.encode(id, UTF_8).replace("%7E", "~");
            get("/orders/" + segment + "?customerId=" + customer.customerId())
                    .statusCode(200)
                    .body("orderId", equalTo(id));
        }
    }

    @Test
    void showsEachStateOfAnOrder() {
        // Given
        customer.created("ord-1");
        awaitStatus("ord-1", "confirmed");

        // When
        customer.paid("ord-1", "2026-11-23T05:01:00Z");
        awaitStatus("ord-1", "shipping");

        // Then
        read("ord-1")
                .body("confirmedAt", equalTo("2026-11-23T05:00:00Z"))
                .body("paidAt", equalTo("2026-11-23T05:01:00Z"))
                .body("paidAmount", equalTo(89.9f))
                .body("shippingAt", equalTo("2026-11-23T05:01:00Z"))
                .body("items[0].sku", equalTo("WIDGET-A"))
                .body("history.type", contains("order.created", "order.confirmed", "order.paid", "shipment.requested"))
                .body("history.topic", contains("orders", "orders", "orders", "shipments"));
    }

    @Test
    void showsReasonOfCancellation() {
        // Given
        customer.created("ord-1");

        // When
        String position = customer.cancelled("ord-1");

        // Then
        read("ord-1", position)
                .body("status", equalTo("cancelled"))
                .body("cancelledAt", equalTo("2026-11-23T05:02:00Z"))
                .body("cancelReason", equalTo("changed my mind"));
    }

    @Test
    void reportsAnomalies() {
        // Given
        customer.paid("ord-1", "2026-11-23T05:01:00Z");

        // When
        String position = customer.paid("ord-1", "2026-11-23T05:02:00Z");

        // Then
        read("ord-1", position)
                .body("status", oneOf("paid", "shipping"))
                .body("anomalies", contains("before-created", "paid-twice"))
                .body("placedAt", equalTo("2026-11-23T05:01:00Z"))
                .body("$", not(hasKey("items")))
                .body("$", not(hasKey("total")));
    }

    @Test
    void truncatesLongHistory() {
        // Given
        customer.created("ord-1");
        String payment = event("order.paid", Orders.paid("ord-1", customer.customerId()));
        sluice.publishBatch(batch(Collections.nCopies(100, payment).toArray(String[]::new)))
                .statusCode(207)
                .body("results.status", everyItem(equalTo(201)));

        // When
        String position = customer.cancelled("ord-1");

        // Then
        read("ord-1", position)
                .body("history", hasSize(100))
                .body("history[0].type", equalTo("order.created"))
                .body("historyTruncated", equalTo(true));
    }

    @Test
    void reportsUnknownOrder() {
        // Given
        PostedOrders other = PostedOrders.ofNewCustomer();
        String position = other.created("ord-" + other.customerId());

        // When
        ValidatableResponse answer = read("ord-" + other.customerId(), position);

        // Then
        answer.spec(problem(404, "urn:sluice:problem:unknown-order"));
        get("/orders/ord%00").spec(problem(404, "urn:sluice:problem:unknown-order"));
    }

    @Test
    void reportsAmbiguousOrderId() {
        // Given
        PostedOrders other = PostedOrders.ofNewCustomer();
        String id = "ord-of-" + other.customerId();
        String first = customer.created(id);
        String second = other.created(id);
        read(id, first).statusCode(200);

        // When
        ValidatableResponse answer = sluice.get("/orders/{id}?at-least={position}", id, second);

        // Then
        answer.spec(problem(409, "urn:sluice:problem:ambiguous-order")).body("detail", containsString("customerId"));
        assertThat(answer.extract().asString()).doesNotContain(customer.customerId());
        read(id).body("customerId", equalTo(customer.customerId()))
                .body("history.data.customerId", everyItem(equalTo(customer.customerId())));
    }

    @Test
    void allowsAnyCharacterInAnId() {
        // Given
        String position = customer.created("a/b c?ü&%");

        // When
        ValidatableResponse answer = read("a/b c?ü&%", position);

        // Then
        answer.statusCode(200).body("orderId", equalTo("a/b c?ü&%"));
    }

    @Test
    void pagesThroughOrdersWithEqualTimes() {
        // Given
        IntStream.range(0, 7).forEach(i -> customer.created("ord-" + i, "1.00", NOON));
        customer.created("early", "1.00", "2026-11-23T11:59:59.999999Z");
        String position = customer.created("late", "1.00", "2026-11-23T12:00:00.000001Z");

        // When
        List<String> ids = new ArrayList<>();
        JsonPath page = list("&limit=2&at-least=" + position);
        ids.addAll(page.getList("orders.orderId"));
        while (page.getString("next") != null) {
            page = list("&limit=2&after=" + page.getString("next"));
            ids.addAll(page.getList("orders.orderId"));
        }

        // Then
        assertThat(ids).containsExactly("late", "ord-6", "ord-5", "ord-4", "ord-3", "ord-2", "ord-1", "ord-0", "early");
        assertThat(page.getList("orders.history")).containsOnlyNulls();
    }

    @Test
    void pagesThroughTheEarliestTimes() {
        // Given
        long earliest = Timestamps.EARLIEST.getEpochSecond() * 1_000_000;
        createdAt("second", earliest + 1);
        createdAt("third", earliest);
        createdAt("never", earliest - 1);
        String position = customer.created("first", "1.00", NOON);

        // When
        List<String> orders = new ArrayList<>();
        JsonPath page = list("&limit=1&at-least=" + position);
        orders.add(page.getString("orders[0].orderId") + " " + page.getString("orders[0].placedAt"));
        while (page.getString("next") != null) {
            page = list("&limit=1&after=" + page.getString("next"));
            orders.add(page.getString("orders[0].orderId") + " " + page.getString("orders[0].placedAt"));
        }

        // Then
        assertThat(orders)
                .containsExactly("first " + NOON, "second -4713-11-24T00:00:00.000001Z", "third -4713-11-24T00:00:00Z");
    }

    /** @param micros a time that a text in JSON cannot express */
    private void createdAt(String orderId, long micros) {
        String created = Orders.order(orderId, customer.customerId()).at("time").created();
        sluice.publish("order.created", created.replace("\"time\"", Long.toString(micros)))
                .statusCode(201);
    }

    @ParameterizedTest
    @CsvSource({
        "-4713-11-24T00:00:00Z, 200",
        "-4713-11-23T23:59:59.999999999Z, 400",
        "%2B294276-12-31T23:59:59.999999Z, 200",
        "%2B294276-12-31T23:59:59.9999991Z, 400",
        "-1000000000-01-01T00:00:00Z, 400",
    })
    void rejectsTimesThatPostgresqlCannotHold(String time, int status) {
        // When
        ValidatableResponse from = get("/orders?from=" + time);
        ValidatableResponse to = get("/orders?to=" + time);

        // Then
        from.statusCode(status);
        to.statusCode(status);
    }

    @Test
    void linksToTheNextPage() {
        // Given
        PostedOrders odd = new PostedOrders(customer.customerId() + " &ü/+");
        odd.created("ord-1");
        String position = odd.created("ord-2");

        // When
        Response first = given().queryParam("customerId", odd.customerId())
                .queryParam("from", "2026-11-23T05:00:00Z")
                .queryParam("limit", "1")
                .queryParam("at-least", position)
                .get("/orders");

        // Then
        String link = first.then().statusCode(200).extract().header("Link");
        assertThat(link).startsWith("</orders?").endsWith("&after=" + first.path("next") + ">; rel=\"next\"");
        ValidatableResponse last = get(link.substring(1, link.indexOf('>')));
        last.statusCode(200).header("Link", nullValue()).body("$", not(hasKey("next")));
        assertThat(List.of(first.path("orders[0].orderId"), last.extract().path("orders[0].orderId")))
                .containsExactly("ord-2", "ord-1");
    }

    @Test
    void combinesFilters() {
        // Given
        customer.created("before", "1.00", "2026-11-23T11:59:59.999999Z");
        customer.created("first", "1.00", NOON);
        customer.created("gone", "1.00", NOON);
        customer.cancelled("gone");
        String position = customer.created("end", "1.00", "2026-11-23T13:00:00Z");

        // When
        JsonPath hour = list("&from=" + NOON + "&to=2026-11-23T13:00:00Z&at-least=" + position);
        JsonPath cancelled = list("&from=" + NOON + "&to=2026-11-23T13:00:00Z&status=cancelled");
        JsonPath later = list("&from=2026-11-23T12:00:00.000000001Z");
        JsonPath paid = list("&status=paid");

        // Then
        assertThat(hour.getList("orders.orderId")).containsExactly("gone", "first");
        assertThat(cancelled.getList("orders.orderId")).containsExactly("gone");
        assertThat(later.getList("orders.orderId")).containsExactly("end");
        assertThat(paid.getList("orders")).isEmpty();
        get("/orders?status=cancelled&limit=1").statusCode(200).body("orders", hasSize(1));
        get("/orders?to=0001-01-01T00:00:00Z").statusCode(200).body("orders", empty());
    }

    @Test
    void answersNotModifiedToMatchingETag() {
        // Given
        customer.created("ord-1");
        String tag = read("ord-1", customer.cancelled("ord-1")).extract().header("ETag");
        await().untilAsserted(() -> read("ord-1").body("history", hasSize(3)));
        String settled = read("ord-1").extract().header("ETag");

        // When
        ValidatableResponse same = given().header("If-None-Match", "\"other\", W/" + settled)
                .queryParam("customerId", customer.customerId())
                .get("/orders/ord-1")
                .then();
        ValidatableResponse changed = given().header("If-None-Match", "\"other\"")
                .queryParam("customerId", customer.customerId())
                .get("/orders/ord-1")
                .then();

        // Then
        same.statusCode(304)
                .header("ETag", settled)
                .header("Cache-Control", "private, no-cache")
                .body(emptyString());
        changed.statusCode(200).header("ETag", settled);
        assertThat(tag).matches("\"[A-Za-z0-9_-]{20,}\"");
        given().header("If-None-Match", "*").get("/orders").then().statusCode(304);
    }

    @Test
    void reportsEveryInvalidParameter() {
        // When
        ValidatableResponse answer = get("/orders?customerId=%00&status=lost&from=yesterday&to=+999999-01-01T00:00:00Z"
                + "&limit=1001&after=x&at-least=orders&limt=2&status=paid");

        // Then
        answer.spec(problem(400, "urn:sluice:problem:invalid-query"))
                .body(
                        "errors.parameter",
                        contains("limt", "status", "customerId", "status", "from", "to", "limit", "after", "at-least"));
    }

    @ParameterizedTest
    @CsvSource({
        "/orders?limit=0",
        "/orders?limit=",
        "/orders?limit=1e3",
        "/orders?status=PAID",
        "/orders?status=",
        "/orders?status=paid%00",
        "/orders?from=2026-11-23",
        "/orders?to=-9999-01-01T00:00:00Z",
        "/orders?after=",
        "/orders?after=AAAA",
        "/orders?after=gICA",
        "/orders?at-least=orders-0-9999999999999999999",
        "/orders?at-least=orders-9999999999-1",
        "/orders?at-least=orders-0--1",
        "/orders/x?at-least=",
        "/orders/x?customerId=a%00",
        "/orders/x?customerId=a&customerId=b",
        "/orders/x?limit=1",
        "/orders?customerId=",
    })
    void rejectsInvalidParameter(String target) {
        get(target).statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({"/orders/%zz", "/orders?customerId=%zz"})
    void rejectsMalformedTarget(String target) throws IOException {
        // When
        String status;
        try (Socket client = new Socket(server.getHost(), server.getPort())) {
            client.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(target)
                            .getBytes(UTF_8));
            status = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
        }

        // Then
        assertThat(status).startsWith("HTTP/1.1 400");
    }

    @Test
    void rejectsPositionInOtherTopic() {
        get("/orders?at-least=inventory-0-0")
                .statusCode(400)
                .body("errors[0].parameter", equalTo("at-least"))
                .body("errors[0].detail", containsString("orders, shipments"));
    }

    @Test
    void rejectsPositionInPartitionThatDoesNotExist() {
        get("/orders?limit=1&at-least=shipments-999999999-0")
                .spec(problem(400, "urn:sluice:problem:invalid-query"))
                .body("errors[0].parameter", equalTo("at-least"))
                .body("errors[0].detail", containsString("partitions of shipments, 0 to "));
    }

    @Test
    void rejectsPositionInAnEarlierTopic() {
        // Given
        ValidatableResponse receipt = sluice.publish("order.created", Orders.created("ord-1", customer.customerId()));
        String position = "orders-" + receipt.extract().path("partition") + "-"
                + receipt.extract().path("offset");

        // When
        ValidatableResponse current =
                read("ord-1", position + "@" + receipt.extract().path("topicId"));
        ValidatableResponse earlier = read("ord-1", position + "@AAAAAAAAAAAAAAAAAAAAAQ");

        // Then
        current.statusCode(200).body("orderId", equalTo("ord-1"));
        earlier.spec(problem(410, "urn:sluice:problem:position-gone")).body("detail", containsString("orders"));
    }

    @Test
    void reportsProjectionThatIsBehind() {
        get("/orders?limit=1&at-least=orders-0-999999999999999999")
                .spec(retryableProblem(504, "urn:sluice:problem:projection-behind"))
                .body("detail", containsString("orders-0"));
    }

    @Test
    void documentsParametersAndProblemsInOpenApi() {
        // When
        var answer = given().accept("application/json").get("/q/openapi").then();

        // Then
        answer.statusCode(200)
                .body("paths.'/orders'.get.parameters.find { it.name == 'at-least' }.description", notNullValue())
                .body("paths.'/orders'.get.parameters.description", everyItem(notNullValue()))
                .body("paths.'/orders'.get.parameters", hasSize(8))
                .body(
                        "paths.'/orders/{orderId}'.get.responses.'200'.content.'application/json'.example.orderId",
                        equalTo("ord-789"))
                .body(
                        "paths.'/orders/{orderId}'.get.responses.'400'.content.'application/problem+json'.examples",
                        hasKey("invalid-query"))
                .body(
                        "paths.'/orders/{orderId}'.get.responses.'504'.content.'application/problem+json'.examples",
                        hasKey("projection-behind"));
    }
}
