package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventIds;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.HttpConfig;
import dev.sluice.http.RequestBody;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.ingress.idempotency.Idempotency;
import dev.sluice.ingress.idempotency.KeyOutcome;
import dev.sluice.ingress.idempotency.KeyOutcome.Answered;
import dev.sluice.ingress.idempotency.KeyOutcome.Refused;
import dev.sluice.ingress.idempotency.KeyedRequest;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Requests that publish: with a key once, and without one each time. Nothing here waits. */
@Singleton
class PublishRequestHandler {

    static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";

    private final Idempotency idempotency;
    private final BodyBudget memory;
    private final Duration maxBodyTime;

    PublishRequestHandler(Idempotency idempotency, BodyBudget memory, HttpConfig config) {
        this.idempotency = idempotency;
        this.memory = memory;
        this.maxBodyTime = config.maxBodyTime();
    }

    /** Whether a request has a key, be it valid or not. */
    static boolean hasKey(RoutingContext routing) {
        return routing.request().headers().contains(KEY);
    }

    /**
     * Answers a request, on its event loop.
     *
     * @param maxSize the most bytes of the body
     * @param publication publishes the events of a body, those without an id under the ids that it is given; its failure is a
     *     {@link HttpProblem}, and then a repeat of the request publishes again
     */
    Uni<Response> answer(
            RoutingContext routing, long maxSize, BiFunction<byte[], EventIdSource, Uni<StoredResponse>> publication) {
        String key = key(routing.request());
        BodyBudget.Reservation share = memory.new Reservation();
        return answer(routing, key, RequestBody.read(routing, maxSize, maxBodyTime, share), publication)
                .onTermination()
                .invoke(share::release);
    }

    private Uni<Response> answer(
            RoutingContext routing,
            @Nullable String key,
            Uni<byte[]> body,
            BiFunction<byte[], EventIdSource, Uni<StoredResponse>> publication) {
        if (key == null) {
            return body.chain(bytes -> publication.apply(bytes, position -> EventIds.next()))
                    .map(answer -> response(answer).build());
        }
        Executor eventLoop = MutinyHelper.executor(Vertx.currentContext());
        return body.chain(bytes -> {
                    KeyedRequest request =
                            new KeyedRequest(Caller.of(routing).name(), key, fingerprint(routing.request(), bytes));
                    return idempotency.once(request, ids -> publication
                            .apply(bytes, ids)
                            // Off the producer's thread, which serves all others too.
                            .emitOn(eventLoop));
                })
                .map(PublishRequestHandler::response);
    }

    /** @throws HttpProblem if there is a key that is none */
    private static @Nullable String key(HttpServerRequest request) {
        List<String> keys = request.headers().getAll(KEY);
        if (keys.isEmpty()) {
            return null;
        }
        if (keys.size() > 1 || !KeyedRequest.isKey(keys.get(0))) {
            throw PublishProblem.NO_KEY.with("It must be one key, of 1 to 255 visible ASCII characters");
        }
        return keys.get(0);
    }

    private static byte[] fingerprint(HttpServerRequest request, byte[] body) {
        return KeyedRequest.fingerprint(
                bytes(request.method().name()),
                bytes(request.path()),
                bytes(request.query()),
                bytes(request.getHeader(HttpHeaders.CONTENT_TYPE)),
                body);
    }

    private static byte[] bytes(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(UTF_8);
    }

    private static Response response(KeyOutcome outcome) {
        if (outcome instanceof Refused refused) {
            throw problem(refused.reason());
        }
        Answered answered = (Answered) outcome;
        Response.ResponseBuilder response = response(answered.answer());
        return answered.replayed() ? response.header(REPLAYED, true).build() : response.build();
    }

    private static Response.ResponseBuilder response(StoredResponse answer) {
        return Response.status(answer.status())
                .header(HttpHeaders.CONTENT_TYPE, answer.mediaType())
                .entity(answer.body());
    }

    private static HttpProblem problem(KeyOutcome.Reason reason) {
        return switch (reason) {
            case IN_PROGRESS ->
                PublishProblem.KEY_IN_PROGRESS.with("Nothing was written now; the first request's answer follows");
            case REUSED -> PublishProblem.KEY_REUSED.with("Nothing was written now: a key is for one request");
            case UNAVAILABLE -> PublishProblem.IDEMPOTENCY_UNAVAILABLE.with("Nothing was written now");
            case NOT_CONFIGURED ->
                PublishProblem.NO_IDEMPOTENCY.with("Nothing was written; quarkus.datasource.reactive.url is not set");
        };
    }
}
