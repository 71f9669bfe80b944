package dev.sluice.processing.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cloudevents.CloudEvent;
import dev.sluice.cloudevents.HttpBinding;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.event.EventHeaders;
import dev.sluice.serde.UndecodableException;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request that posts an event: a CloudEvent 1.0.2 in binary mode.
 *
 * @param body the event's JSON
 */
record EndpointRequest(MultiMap headers, Buffer body) {

    private static final String ACCEPT =
            String.join(", ", ResultReader.BATCH, JsonFormat.BATCH_MEDIA_TYPE, JsonFormat.MEDIA_TYPE);
    /** Precedes the topic in the attribute {@code source}. */
    private static final String SOURCE = "urn:sluice:topic:";

    /** A factory of requests. Thread-safe. */
    static final class Factory {

        private final EventJson json = new EventJson();
        private final Clock clock;
        private final Traces traces;

        Factory(Clock clock, Traces traces) {
            this.clock = clock;
            this.traces = traces;
        }

        /** @throws UndecodableException if the record's value cannot be decoded */
        EndpointRequest of(CalledEvent event, HttpHandler handler, Span span) {
            byte[] body = json.of(event);
            var record = event.record();
            String id = event.id().toString();
            Map<String, String> extensions = new LinkedHashMap<>();
            if (record.key() != null) {
                extensions.put("partitionkey", new String(record.key(), UTF_8));
            }
            String causation = EventHeaders.text(record.headers(), EventHeaders.CAUSATION_ID);
            if (causation != null) {
                extensions.put("causationid", causation);
            }
            MultiMap headers = HttpHeaders.headers()
                    .set(HttpHeaders.ACCEPT, ACCEPT)
                    .set(HttpHeaders.USER_AGENT, "Sluice")
                    .addAll(HttpBinding.headers(new CloudEvent(
                            id,
                            SOURCE + record.topic(),
                            event.type().name(),
                            null,
                            time(event),
                            "application/json",
                            null,
                            extensions)));
            traces.inject(span, record, headers::set);
            handler.authorization().ifPresent(value -> headers.set(HttpHeaders.AUTHORIZATION, value));
            handler.signature().ifPresent(signature -> sign(signature, id, body, headers));
            return new EndpointRequest(headers, Buffer.buffer(body));
        }

        private void sign(WebhookSignature signature, String id, byte[] body, MultiMap headers) {
            long timestamp = clock.instant().getEpochSecond();
            headers.set("webhook-id", id)
                    .set("webhook-timestamp", Long.toString(timestamp))
                    .set("webhook-signature", signature.sign(id, timestamp, body));
        }

        /** Returns the time at which the event was published. A record of another producer has only the one of its record. */
        private static String time(CalledEvent event) {
            @Nullable String producedAt = EventHeaders.text(event.record().headers(), EventHeaders.PRODUCED_AT);
            return producedAt != null
                    ? producedAt
                    : Instant.ofEpochMilli(Math.max(0, event.record().timestamp()))
                            .toString();
        }
    }
}
