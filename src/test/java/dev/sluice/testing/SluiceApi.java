package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.RestAssured;
import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.restassured.specification.ResponseSpecification;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

/** A client of the HTTP API of the application under test or of another process. Immutable and thread-safe. */
public final class SluiceApi {

    private static final String JSON = "application/json";

    private final Supplier<RequestSpecification> requests;
    private final boolean repeatable;

    /** Creates a client of the application under test. */
    public SluiceApi() {
        this(RestAssured::given, false);
    }

    private SluiceApi(Supplier<RequestSpecification> requests, boolean repeatable) {
        this.requests = requests;
        this.repeatable = repeatable;
    }

    /** Returns a client of another process. */
    public static SluiceApi at(URI address) {
        return new SluiceApi(() -> given().baseUri(address.toString()).port(address.getPort()), false);
    }

    /** Returns a client that sends a header with each request, once with each value. */
    public SluiceApi with(String header, String value, String... more) {
        return new SluiceApi(() -> requests.get().header(header, value, (Object[]) more), repeatable);
    }

    /** Returns a client that sends a bearer token with each request. */
    public SluiceApi withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** Returns a client that sends an {@code Idempotency-Key} and repeats requests that are answered with 503 or 504. */
    public SluiceApi withKey(String key) {
        return new SluiceApi(() -> requests.get().header("Idempotency-Key", key), true);
    }

    /** Publishes an event. */
    public ValidatableResponse publish(String type, String event) {
        return publish("/events/" + type, JSON, event);
    }

    /** Publishes a batch whose events succeed or fail individually. */
    public ValidatableResponse publishBatch(String batch) {
        return publish("/events", JSON, batch);
    }

    /** Publishes a batch atomically. */
    public ValidatableResponse publishAtomically(String batch) {
        return publish("/events?atomic=true", JSON, batch);
    }

    /**
     * Publishes a stream of up to some hundred lines. Results are read only after the last line was sent, and the server buffers only
     * a limited number of them.
     */
    public ValidatableResponse publishLines(String lines) {
        return publish("/events", "application/x-ndjson", lines);
    }

    /** Publishes a body of any media type. */
    public ValidatableResponse publish(String path, String mediaType, String body) {
        return publish(path, mediaType, body.getBytes(UTF_8));
    }

    /** Publishes a body of any media type. */
    public ValidatableResponse publish(String path, String mediaType, byte[] body) {
        return send(request -> request.config(config().encoderConfig(
                                        encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                        .contentType(mediaType)
                        .body(body)
                        .post(path))
                .then();
    }

    /** Sends a POST request without a body. */
    public ValidatableResponse post(String path, Object... parameters) {
        return requests.get().post(path, parameters).then();
    }

    /** Sends a GET request and repeats it while the response is 503 or 504. */
    public ValidatableResponse get(String path, Object... parameters) {
        return untilNotBusy(request -> request.get(path, parameters)).then();
    }

    private Response send(Function<RequestSpecification, Response> request) {
        return repeatable ? untilNotBusy(request) : request.apply(requests.get());
    }

    private Response untilNotBusy(Function<RequestSpecification, Response> request) {
        return await("a response other than 503 and 504")
                .pollInSameThread()
                .until(
                        () -> request.apply(requests.get()),
                        response -> response.statusCode() != 503 && response.statusCode() != 504);
    }

    /** Returns the JSON of an event in a batch or a stream. */
    public static String event(String type, String data) {
        return "{\"type\":\"" + type + "\",\"data\":" + data + "}";
    }

    /** Returns the JSON of a batch. */
    public static String batch(String... events) {
        return "[" + String.join(",", events) + "]";
    }

    /**
     * Expects a problem document with {@code retryable: false}.
     *
     * @param type the problem's URN, or {@code about:blank}
     */
    public static ResponseSpecification problem(int status, String type) {
        return problem(status, type, false);
    }

    /** Expects a problem document with {@code retryable: true}. */
    public static ResponseSpecification retryableProblem(int status, String type) {
        return problem(status, type, true);
    }

    private static ResponseSpecification problem(int status, String type, boolean retryable) {
        return new ResponseSpecBuilder()
                .expectStatusCode(status)
                .expectContentType("application/problem+json")
                .expectBody("type", equalTo(type))
                .expectBody("status", equalTo(status))
                .expectBody("title", containsString(" "))
                .expectBody("detail", containsString(" "))
                .expectBody("retryable", equalTo(retryable))
                .build();
    }
}
