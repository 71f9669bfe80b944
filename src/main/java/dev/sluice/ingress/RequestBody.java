package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Reads a request's body without a thread that waits for it, and no more of it than is wanted. */
final class RequestBody {

    private RequestBody() {}

    /**
     * Reads the whole body, on the request's event loop.
     *
     * @param limit the most bytes that are accepted
     * @param within the longest that they may take to arrive
     * @param memory where the bytes are taken from until the request is answered
     * @return the bytes; or a failure that is a {@link HttpProblem} if there are more, no memory is left for them, or
     *     not all are there in time; and then what is left of the body is not read: HTTP/2's stream is reset after the answer, HTTP/1.1's connection closed
     */
    static Uni<byte[]> read(RoutingContext routing, long limit, Duration within, BodyMemory memory) {
        HttpServerRequest request = routing.request();
        if (declaredLength(request) > limit) {
            return Uni.createFrom().failure(tooLarge(routing, limit));
        }
        if (request.headers().contains(HttpHeaders.EXPECT, "100-continue", true)) {
            routing.response().writeContinue();
        }
        return Uni.createFrom().emitter(emitter -> {
            Buffer body = Buffer.buffer();
            request.exceptionHandler(broken -> emitter.fail(Problem.MALFORMED.with("The body broke off")));
            request.endHandler(end -> emitter.complete(body.getBytes()));
            routing.addEndHandler(answered -> memory.giveBack(body.length()));
            request.handler(chunk -> {
                if (body.length() + (long) chunk.length() > limit) {
                    request.handler(rest -> {});
                    emitter.fail(tooLarge(routing, limit));
                } else if (!memory.take(chunk.length())) {
                    request.handler(rest -> {});
                    emitter.fail(overloaded(routing));
                } else {
                    body.appendBuffer(chunk);
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

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static HttpProblem tooSlow(RoutingContext routing, Duration within) {
        UnreadBodies.leaveUnread(routing);
        return Problem.TOO_SLOW.with("The body took more than " + within.toSeconds() + " s; nothing was written");
    }

    private static HttpProblem overloaded(RoutingContext routing) {
        UnreadBodies.leaveUnread(routing);
        return Problem.OVERLOADED.with("Too many large bodies come at once; nothing was written");
    }

    private static HttpProblem tooLarge(RoutingContext routing, long limit) {
        UnreadBodies.leaveUnread(routing);
        return Problem.TOO_LARGE.with("The body has more than " + limit + " bytes");
    }
}
