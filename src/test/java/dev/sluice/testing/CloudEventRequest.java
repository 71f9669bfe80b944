package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.testing.parcel.ParcelPaid;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A CloudEvent that a test publishes in any content mode. Immutable. */
public final class CloudEventRequest {

    /** The source of all events. */
    public static final String SOURCE = "https://example.com/desk/1";

    private final Map<String, String> attributes;
    private final @Nullable String data;

    /**
     * Creates an event with the required attributes.
     *
     * @param data the data as JSON
     */
    public CloudEventRequest(String type, String id, String data) {
        this(Map.of("specversion", "1.0", "id", id, "source", SOURCE, "type", type), data);
    }

    private CloudEventRequest(Map<String, String> attributes, @Nullable String data) {
        this.attributes = attributes;
        this.data = data;
    }

    /** Returns the event with another value of an attribute. */
    public CloudEventRequest with(String attribute, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new CloudEventRequest(changed, data);
    }

    public CloudEventRequest withData(String json) {
        return new CloudEventRequest(attributes, json);
    }

    public CloudEventRequest withoutData() {
        return new CloudEventRequest(attributes, null);
    }

    /** Returns the event in the JSON event format. */
    public String toJson() {
        String members = attributes.entrySet().stream()
                .map(attribute -> TextNode.valueOf(attribute.getKey()) + ":" + TextNode.valueOf(attribute.getValue()))
                .collect(Collectors.joining(","));
        return "{" + members + (data == null ? "" : ",\"data\":" + data) + "}";
    }

    /** Publishes the event in structured mode. */
    public ValidatableResponse structured(SluiceApi sluice, String path) {
        return sluice.publish(path, "application/cloudevents+json", toJson());
    }

    /** Publishes the event in binary mode. */
    public ValidatableResponse binary(SluiceApi sluice, String path, String contentType) {
        return binary(sluice, path, contentType, data == null ? new byte[0] : data.getBytes(UTF_8));
    }

    /** Publishes the event in binary mode with other data. */
    public ValidatableResponse binary(SluiceApi sluice, String path, String contentType, byte[] body) {
        SluiceApi client = sluice;
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            client = client.with("ce-" + attribute.getKey(), attribute.getValue());
        }
        return client.publish(path, contentType, body);
    }

    /** Publishes events in batched mode. */
    public static ValidatableResponse batch(SluiceApi sluice, String path, String... events) {
        return sluice.publish(path, "application/cloudevents-batch+json", SluiceApi.batch(events));
    }

    /** Returns a {@code parcel.paid} event in Avro's binary encoding. */
    public static byte[] paidInAvro(String parcel, String sender) {
        try {
            ByteBuffer message = ParcelPaid.getEncoder()
                    .encode(new ParcelPaid(parcel, sender, new BigDecimal("89.97"), Instant.EPOCH));
            // Without the header of Avro's single-object encoding.
            message.position(10);
            byte[] avro = new byte[message.remaining()];
            message.get(avro);
            return avro;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
