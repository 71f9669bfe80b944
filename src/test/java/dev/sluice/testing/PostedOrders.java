package dev.sluice.testing;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import java.util.UUID;

/** The events of orders of a customer of one test alone, posted over REST. */
public record PostedOrders(String customerId) {

    public static PostedOrders ofNewCustomer() {
        return new PostedOrders("customer-" + UUID.randomUUID());
    }

    /** Each gives the position of the event, as a query takes it. */
    public String created(String orderId) {
        return post("order.created", Orders.created(orderId, customerId));
    }

    public String created(String orderId, String total, String timestamp) {
        return post("order.created", """
                {"orderId":"%s","customerId":"%s","items":[{"sku":"WIDGET-A","quantity":3,"price":29.90}],\
                "total":%s,"timestamp":"%s"}""".formatted(orderId, customerId, total, timestamp));
    }

    public String paid(String orderId, String timestamp) {
        return post("order.paid", """
                {"orderId":"%s","customerId":"%s","amount":89.90,"timestamp":"%s"}""".formatted(orderId, customerId, timestamp));
    }

    public String cancelled(String orderId) {
        return post("order.cancelled", """
                {"orderId":"%s","customerId":"%s","items":[{"sku":"WIDGET-A","quantity":3,"price":29.99}],\
                "reason":"changed my mind","timestamp":"2026-11-23T05:02:00Z"}""".formatted(orderId, customerId));
    }

    private static String post(String type, String event) {
        JsonPath receipt = given().contentType("application/json")
                .body(event)
                .post("/events/" + type)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return receipt.getString("topic") + "-" + receipt.getString("partition") + "-" + receipt.getString("offset");
    }
}
