package dev.sluice.http;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A non-blocking reader of request bodies that bounds size, time and memory. */
public final class RequestBody {

    private RequestBody() {}

    /**
     * Reads the whole body, on the event loop of the request.
     *
     * @param limit maximum size in bytes
     * @param timeout maximum time for the body to arrive
     * @param reservation acquires memory for the body; the caller closes it
     * @return the bytes; fails with an {@link HttpProblem} if the body is too large, too slow or incomplete, or if the
     *     memory is used up. The rest of a rejected body is not read: after the response the HTTP/2 stream is reset, or
     *     the HTTP/1.1 connection is closed
     */
    public static Uni<byte[]> read(
            RoutingContext routing, long limit, Duration timeout, BodyBudget.Reservation reservation) {
        HttpServerRequest request = routing.request();
        if (declaredLength(request) > limit) {
            return Uni.createFrom().failure(tooLarge(routing, limit));
        }
        sendContinue(request);
        return Uni.createFrom().emitter(emitter -> {
            Chunks body = new Chunks();
            request.exceptionHandler(
                    broken -> emitter.fail(RequestProblem.MALFORMED.with("The request body is incomplete")));
            request.endHandler(end -> emitter.complete(body.join()));
            request.handler(chunk -> {
                if (body.length + chunk.length() > limit) {
                    request.handler(rest -> {});
                    emitter.fail(tooLarge(routing, limit));
                } else if (!reservation.tryAcquire(chunk.length())) {
                    request.handler(rest -> {});
                    emitter.fail(overloaded(routing));
                } else {
                    body.add(chunk);
                }
            });
            request.resume();
            if (!request.isEnded()) {
                long timer = routing.vertx().setTimer(timeout.toMillis(), late -> {
                    request.handler(rest -> {});
                    emitter.fail(tooSlow(routing, timeout));
                });
                emitter.onTermination(() -> routing.vertx().cancelTimer(timer));
            }
        });
    }

    /** Sends 100 (Continue) to a client that waits for it before it sends the body (RFC 9110, section 10.1.1). */
    public static void sendContinue(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            request.response().writeContinue();
        }
    }

    /** The received chunks of a body. They are joined once, because a growing buffer would be copied repeatedly. */
    private static final class Chunks {

        private final Deque<Buffer> chunks = new ArrayDeque<>();
        private long length;

        void add(Buffer chunk) {
            chunks.add(chunk);
            length += chunk.length();
        }

        byte[] join() {
            byte[] all = new byte[(int) length];
            int position = 0;
            for (Buffer chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
                chunk.getBytes(all, position);
                position += chunk.length();
            }
            return all;
        }
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static HttpProblem tooSlow(RoutingContext routing, Duration timeout) {
        RequestDrainer.abandonBody(routing);
        return RequestProblem.TOO_SLOW.with(
                "The request body took more than " + timeout.toSeconds() + " s to arrive; nothing was written");
    }

    private static HttpProblem overloaded(RoutingContext routing) {
        RequestDrainer.abandonBody(routing);
        return RequestProblem.OVERLOADED.with(
                "Too many request bodies of all callers, or of this one, are in memory; nothing was written, retry later");
    }

    private static HttpProblem tooLarge(RoutingContext routing, long limit) {
        RequestDrainer.abandonBody(routing);
        return RequestProblem.TOO_LARGE.with("The request body exceeds the limit of " + limit + " bytes");
    }
}
