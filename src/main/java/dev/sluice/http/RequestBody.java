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

/** Reads a request's body without a thread that waits for it, and no more of it than is wanted. */
public final class RequestBody {

    private RequestBody() {}

    /**
     * Reads the whole body, on the request's event loop.
     *
     * @param limit the most bytes that are accepted
     * @param within the longest that they may take to arrive
     * @param memory where the bytes are taken from
     * @return the bytes; or a failure that is a {@link HttpProblem} if there are more, no memory is left for them, or
     *     not all are there in time; and then what is left of the body is not read: HTTP/2's stream is reset after the answer, HTTP/1.1's connection closed
     */
    public static Uni<byte[]> read(RoutingContext routing, long limit, Duration within, BodyBudget.Share memory) {
        HttpServerRequest request = routing.request();
        if (declaredLength(request) > limit) {
            return Uni.createFrom().failure(tooLarge(routing, limit));
        }
        invite(request);
        return Uni.createFrom().emitter(emitter -> {
            Chunks body = new Chunks();
            request.exceptionHandler(broken -> emitter.fail(RequestProblem.MALFORMED.with("The body broke off")));
            request.endHandler(end -> emitter.complete(body.join()));
            request.handler(chunk -> {
                if (body.length + chunk.length() > limit) {
                    request.handler(rest -> {});
                    emitter.fail(tooLarge(routing, limit));
                } else if (!memory.take(chunk.length())) {
                    request.handler(rest -> {});
                    emitter.fail(overloaded(routing));
                } else {
                    body.add(chunk);
                }
            });
            request.resume();
            if (!request.isEnded()) {
                long timer = routing.vertx().setTimer(within.toMillis(), late -> {
                    request.handler(rest -> {});
                    emitter.fail(tooSlow(routing, within));
                });
                emitter.onTermination(() -> routing.vertx().cancelTimer(timer));
            }
        });
    }

    /** Tells a client that waits for it to send its body (RFC 9110, section 10.1.1). */
    public static void invite(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            request.response().writeContinue();
        }
    }

    /** What has come of a body: joined once, since a buffer that grows is copied each time. */
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

    private static HttpProblem tooSlow(RoutingContext routing, Duration within) {
        RequestDrainer.leaveUnread(routing);
        return RequestProblem.TOO_SLOW.with(
                "The body took more than " + within.toSeconds() + " s; nothing was written");
    }

    private static HttpProblem overloaded(RoutingContext routing) {
        RequestDrainer.leaveUnread(routing);
        return RequestProblem.OVERLOADED.with("Too many large bodies come at once; nothing was written");
    }

    private static HttpProblem tooLarge(RoutingContext routing, long limit) {
        RequestDrainer.leaveUnread(routing);
        return RequestProblem.TOO_LARGE.with("The body has more than " + limit + " bytes");
    }
}
