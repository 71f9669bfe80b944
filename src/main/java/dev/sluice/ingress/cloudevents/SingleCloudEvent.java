package dev.sluice.ingress.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.cloudevents.HttpBinding;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.cloudevents.ParsedEvent;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.HeaderError;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishRequestHandler;
import dev.sluice.ingress.SinglePublisher;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The CloudEvent of a request in binary or structured content mode. For one request, on its event loop. */
final class SingleCloudEvent implements PublishRequestHandler.Publication {

    private final RoutingContext routing;
    private final ErrorLocation mode;
    private final @Nullable String path;
    private final boolean idempotent;
    private final CloudEventMapping mapping;
    private final SinglePublisher publisher;
    private @Nullable ParsedEvent parsed;
    private @Nullable BatchItem item;

    /**
     * Creates the publication of a request.
     *
     * @param path the event type in the path, if any
     * @param idempotent whether the identity of the event is the key of a request without an {@code Idempotency-Key}
     */
    SingleCloudEvent(
            RoutingContext routing,
            ErrorLocation mode,
            @Nullable String path,
            boolean idempotent,
            CloudEventMapping mapping,
            SinglePublisher publisher) {
        this.routing = routing;
        this.mode = mode;
        this.path = path;
        this.idempotent = idempotent;
        this.mapping = mapping;
        this.publisher = publisher;
    }

    @Override
    public Uni<StoredResponse> publish(byte[] body, EventIdSource ids, BodyBudget.Reservation memory) {
        return publisher.publish(requireReady(body));
    }

    @Override
    public @Nullable String key(byte[] body) {
        if (!idempotent) {
            return null;
        }
        requireReady(body);
        EventIdentity.KeyBuilder key = new EventIdentity.KeyBuilder();
        key.add(parse(body).attributes());
        return key.toKey();
    }

    /** Returns the attributes that are headers. */
    @Override
    public byte[] identity() {
        if (mode != ErrorLocation.BINARY) {
            return new byte[0];
        }
        return headers().entries().stream()
                .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                .filter(header -> header.startsWith(HttpBinding.PREFIX) || header.startsWith("content-type:"))
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(UTF_8);
    }

    @Override
    public long countForbidden(byte[] body, BodyBudget.Reservation memory) {
        return read(body) instanceof BatchItem.Refused refused
                        && RequestProblem.FORBIDDEN
                                .type()
                                .uri()
                                .equals(refused.problem().getType())
                ? 1
                : 0;
    }

    private BatchItem.Ready requireReady(byte[] body) {
        BatchItem read = read(body);
        if (read instanceof BatchItem.Refused refused) {
            throw refused.problem();
        }
        return (BatchItem.Ready) read;
    }

    private BatchItem read(byte[] body) {
        BatchItem known = item;
        if (known == null) {
            ParsedEvent event = parse(body);
            known = mapping.map(event, mode, Caller.of(routing), path, contradictions(event));
            item = known;
        }
        return known;
    }

    private ParsedEvent parse(byte[] body) {
        ParsedEvent known = parsed;
        if (known == null) {
            known = mode == ErrorLocation.BINARY ? HttpBinding.read(headers(), body) : parseJson(body);
            parsed = known;
        }
        return known;
    }

    private static ParsedEvent parseJson(byte[] body) {
        try {
            return JsonFormat.read(body);
        } catch (JsonProcessingException e) {
            throw RequestProblem.MALFORMED.with(EventReader.describe(e));
        }
    }

    /** Returns the errors of headers that repeat attributes of a structured event with other values. */
    private List<HeaderError> contradictions(ParsedEvent event) {
        return mode == ErrorLocation.BINARY
                ? List.of()
                : HttpBinding.contradictions(headers(), event.attributes()).stream()
                        .map(fault -> new HeaderError(HttpBinding.header(fault.name()), fault.detail()))
                        .toList();
    }

    /** Returns the headers as the client sent them. */
    private MultiMap headers() {
        MultiMap headers = routing.request().headers();
        if (mode == ErrorLocation.STRUCTURED) {
            return headers;
        }
        MultiMap sent = MultiMap.caseInsensitiveMultiMap().addAll(headers).remove(HttpHeaders.CONTENT_TYPE);
        String contentType = BinaryModeRoute.contentType(routing);
        return contentType == null ? sent : sent.add(HttpHeaders.CONTENT_TYPE, contentType);
    }
}
