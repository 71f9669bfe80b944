package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventIds;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.HttpConfig;
import dev.sluice.http.RequestBody;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.ingress.idempotency.Idempotency;
import dev.sluice.ingress.idempotency.KeyOutcome;
import dev.sluice.ingress.idempotency.KeyOutcome.Completed;
import dev.sluice.ingress.idempotency.KeyOutcome.Refused;
import dev.sluice.ingress.idempotency.KeyedRequest;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.runtime.StartupCheck;
import dev.sluice.security.Caller;
import dev.sluice.security.TokenExpiry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the body of a publish request, publishes it once per {@code Idempotency-Key}, and builds the response. Never blocks. */
@Singleton
public class PublishRequestHandler {

    /** The path of all resources that publish. */
    public static final String PATH = "/events";

    static final String KEY_HEADER = "Idempotency-Key";
    private static final byte[] NOTHING = {};
    private static final String REPLAYED_HEADER = "Idempotency-Replayed";

    /** Expired keys are deleted every minute. */
    private static final long QUOTA_RETRY_SECONDS = 60;

    private final Idempotency idempotency;
    private final BodyBudget budget;
    private final ResultWriter results;
    private final Duration maxBodyTime;

    PublishRequestHandler(Idempotency idempotency, BodyBudget budget, ResultWriter results, HttpConfig config) {
        this.idempotency = idempotency;
        this.budget = budget;
        this.results = results;
        this.maxBodyTime = config.maxBodyTime();
    }

    /** Returns whether a request path belongs to a resource that publishes. */
    static boolean isPath(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** Returns whether a request has an {@code Idempotency-Key}, valid or not. */
    public static boolean hasKey(RoutingContext routing) {
        return routing.request().headers().contains(KEY_HEADER);
    }

    /** The publication of a request's events. */
    @FunctionalInterface
    public interface Publication {

        /**
         * Publishes the events of a body and returns the response. Failures are {@link HttpProblem}s; a repeat of a failed
         * request publishes again.
         *
         * @param ids the ids for events without an id of their own
         * @param memory the memory of the request, for what is held in addition to the body
         */
        Uni<StoredResponse> publish(byte[] body, EventIdSource ids, BodyBudget.Reservation memory);

        /**
         * Returns the key of a request without an {@code Idempotency-Key}: 1 to 255 visible ASCII characters, or null to publish
         * it without a key.
         *
         * @throws HttpProblem if the body as a whole is refused
         */
        default @Nullable String key(byte[] body) {
            return null;
        }

        /** Returns what identifies the request in addition to its method, target, content type and body. */
        default byte[] identity() {
            return NOTHING;
        }

        /** Returns the number of events of a body that the caller may not publish, if the body as a whole is not refused. */
        default long countForbidden(byte[] body, BodyBudget.Reservation memory) {
            return 0;
        }
    }

    /** A reader of all events in a body. */
    @FunctionalInterface
    public interface ItemReader {

        /**
         * Reads the events of a body.
         *
         * @param ids the ids for events without an id of their own
         * @param memory acquires memory for the problems of refused items
         * @throws HttpProblem if the body as a whole is refused
         */
        List<BatchItem> read(byte[] body, EventIdSource ids, BodyBudget.Reservation memory);

        /** Returns the key of a request without an {@code Idempotency-Key}, as {@link Publication#key} does. */
        default @Nullable String key(byte[] body) {
            return null;
        }
    }

    /**
     * Handles a request with several events. The stored response to an earlier request with the same key is returned only if the
     * caller may still publish its events. Call it on the request's event loop.
     *
     * @param maxSize maximum size of the body in bytes
     * @param reader reads the events
     * @param publication publishes the events
     * @return the response, or a failure that is an {@link HttpProblem}
     * @throws HttpProblem if the {@code Idempotency-Key} is invalid
     */
    public Uni<Response> handle(
            RoutingContext routing,
            long maxSize,
            ItemReader reader,
            Function<List<BatchItem>, Uni<StoredResponse>> publication) {
        return handle(routing, maxSize, new Publication() {
            @Override
            public Uni<StoredResponse> publish(byte[] body, EventIdSource ids, BodyBudget.Reservation memory) {
                return publication.apply(reader.read(body, ids, memory));
            }

            @Override
            public @Nullable String key(byte[] body) {
                return reader.key(body);
            }

            @Override
            public long countForbidden(byte[] body, BodyBudget.Reservation memory) {
                return reader.read(body, position -> EventIds.next(), memory).stream()
                        .filter(item -> item instanceof BatchItem.Refused refused
                                && RequestProblem.FORBIDDEN
                                        .type()
                                        .uri()
                                        .equals(refused.problem().getType()))
                        .count();
            }
        });
    }

    /**
     * Handles a request. Call it on the request's event loop.
     *
     * @param maxSize maximum size of the body in bytes
     * @param publication publishes the events of the body
     * @return the response, or a failure that is an {@link HttpProblem}
     * @throws HttpProblem if the {@code Idempotency-Key} is invalid
     */
    public Uni<Response> handle(RoutingContext routing, long maxSize, Publication publication) {
        String key = key(routing.request());
        BodyBudget.Reservation reservation = budget.open(Caller.of(routing).id());
        return handle(
                        routing,
                        key,
                        RequestBody.read(routing, maxSize, maxBodyTime, reservation),
                        publication,
                        reservation)
                .onTermination()
                .invoke(reservation::close);
    }

    private Uni<Response> handle(
            RoutingContext routing,
            @Nullable String clientKey,
            Uni<byte[]> body,
            Publication publication,
            BodyBudget.Reservation memory) {
        Context eventLoop = Vertx.currentContext();
        return body.chain(bytes -> {
            TokenExpiry.of(routing).check();
            String key = clientKey == null ? publication.key(bytes) : clientKey;
            return key == null
                    ? publication
                            .publish(bytes, position -> EventIds.next(), memory)
                            .map(response -> builder(response).build())
                    : publishOnce(routing, key, bytes, publication, memory, eventLoop);
        });
    }

    private Uni<Response> publishOnce(
            RoutingContext routing,
            String key,
            byte[] body,
            Publication publication,
            BodyBudget.Reservation memory,
            Context eventLoop) {
        KeyedRequest request = new KeyedRequest(
                Caller.of(routing).name(), key, fingerprint(routing.request(), body, publication.identity()));
        return idempotency
                .once(request, ids -> publication
                        .publish(body, ids, memory)
                        // Leaves the producer's thread, which completes the events of all requests.
                        .emitOn(MutinyHelper.executor(eventLoop)))
                .invoke(outcome -> {
                    if (outcome instanceof Completed completed && completed.replayed()) {
                        requireRights(completed.response(), publication.countForbidden(body, memory));
                    }
                })
                .map(PublishRequestHandler::response);
    }

    private static @Nullable String key(HttpServerRequest request) {
        List<String> keys = request.headers().getAll(KEY_HEADER);
        if (keys.isEmpty()) {
            return null;
        }
        if (keys.size() > 1 || !KeyedRequest.isValidKey(keys.get(0))) {
            throw PublishProblem.INVALID_IDEMPOTENCY_KEY.with(
                    "The Idempotency-Key must be a single value of 1 to 255 visible ASCII characters");
        }
        return keys.get(0);
    }

    private static byte[] fingerprint(HttpServerRequest request, byte[] body, byte[] identity) {
        byte[] method = bytes(request.method().name());
        byte[] path = bytes(request.path());
        byte[] query = bytes(request.query());
        byte[] type = bytes(request.getHeader(HttpHeaders.CONTENT_TYPE));
        // The fingerprints of stored keys have no part without content.
        return identity.length == 0
                ? KeyedRequest.fingerprint(method, path, query, type, body)
                : KeyedRequest.fingerprint(method, path, query, type, body, identity);
    }

    private static byte[] bytes(@Nullable String text) {
        return text == null ? NOTHING : text.getBytes(UTF_8);
    }

    /** @throws HttpProblem if the caller has lost the right to publish some of the events since the response was stored */
    private void requireRights(StoredResponse stored, long forbidden) {
        if (forbidden > 0 && forbidden > results.count(stored.body(), RequestProblem.FORBIDDEN.type())) {
            throw RequestProblem.FORBIDDEN.with("The first request with this key was published, and the caller may no"
                    + " longer publish some of its events. This request wrote nothing");
        }
    }

    private static Response response(KeyOutcome outcome) {
        if (outcome instanceof Refused refused) {
            throw problem(refused.reason());
        }
        Completed completed = (Completed) outcome;
        Response.ResponseBuilder builder = builder(completed.response());
        return completed.replayed() ? builder.header(REPLAYED_HEADER, true).build() : builder.build();
    }

    private static Response.ResponseBuilder builder(StoredResponse response) {
        return Response.status(response.status())
                .header(HttpHeaders.CONTENT_TYPE, response.mediaType())
                .entity(response.body());
    }

    /** Warns if the share of a caller is smaller than a body that a caller can send. */
    @Singleton
    static class BodyShareCheck implements StartupCheck {

        private final HttpConfig http;
        private final IngressConfig ingress;

        BodyShareCheck(HttpConfig http, IngressConfig ingress) {
            this.http = http;
            this.ingress = ingress;
        }

        @Override
        public Stream<Finding> findings() {
            long share = BodyBudget.callerLimit(http);
            long largest = Math.max(
                    ingress.maxBatchSize().asLongValue(), ingress.maxEventSize().asLongValue());
            return share < largest
                    ? Stream.of(new Warning(
                            "sluice.http.max-client-body-share of sluice.http.max-body-memory is %d bytes: bodies above it are rejected, although sluice.ingress allows %d"
                                    .formatted(share, largest)))
                    : Stream.empty();
        }
    }

    private static HttpProblem problem(KeyOutcome.Reason reason) {
        return switch (reason) {
            case IN_PROGRESS ->
                PublishProblem.KEY_IN_PROGRESS.with(
                        "Nothing was written: the first request with this key has no response yet. Repeat this request later");
            case REUSED ->
                PublishProblem.KEY_REUSED.with(
                        "Nothing was written: the key was sent with a different request before. Use a new key for each request");
            case UNAVAILABLE ->
                PublishProblem.IDEMPOTENCY_UNAVAILABLE.with(
                        "Nothing was written: the database that stores the keys is unavailable");
            case QUOTA_EXCEEDED ->
                PublishProblem.KEY_QUOTA_EXCEEDED
                        .type()
                        .builder(
                                "Nothing was written: the caller's keys and their responses exceed"
                                        + " sluice.idempotency.max-client-size. Publish without a key, or wait until keys expire")
                        .withHeader(HttpHeaders.RETRY_AFTER, QUOTA_RETRY_SECONDS)
                        .build();
            case RESPONSE_NOT_STORED ->
                PublishProblem.RESPONSE_NOT_STORED.with(
                        "The first request with this key was published and has had its response, which is too large to be"
                                + " stored. This request wrote nothing");
            case NOT_CONFIGURED ->
                PublishProblem.IDEMPOTENCY_NOT_CONFIGURED.with(
                        "Nothing was written: Idempotency-Keys require a database, and quarkus.datasource.reactive.url is not set");
        };
    }
}
