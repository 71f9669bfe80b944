package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Reads a request's body without a thread that waits for it, and no more of it than is wanted. */
final class RequestBody {

    private RequestBody() {}

    /**
     * Reads the whole body, on the request's event loop.
     *
     * @param limit the most bytes that are accepted
     * @return the bytes; or a failure that is a {@link HttpProblem} if there are more, and
     *     then the connection is closed after the answer, since what is left of the body is not read
     */
    static Uni<byte[]> read(RoutingContext routing, long limit) {
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
            request.handler(chunk -> {
                if (body.length() + (long) chunk.length() > limit) {
                    request.handler(rest -> {});
                    emitter.fail(tooLarge(routing, limit));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.resume();
        });
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static HttpProblem tooLarge(RoutingContext routing, long limit) {
        routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        routing.addEndHandler(end -> routing.request().connection().close());
        return Problem.TOO_LARGE.with("The body has more than " + limit + " bytes");
    }
}
