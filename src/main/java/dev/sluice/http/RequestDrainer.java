package dev.sluice.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Many requests are answered before their body is there: without a token, to a path that there is not. What is left of such a
 * body is read and forgotten, so that the connection can be used again, but for no longer than a body may take.
 */
@ApplicationScoped
class RequestDrainer {

    /** Before all that may answer. */
    private static final int FIRST = 1_000;
    /** RFC 9113, section 8.1: the answer is complete, and no more of the request is wanted. */
    private static final long NO_ERROR = 0;

    /** A client that still sends may lose the answer if there is nobody to send to. */
    private static final long LINGER_MILLIS = 1_000;

    private final Duration maxBodyTime;

    RequestDrainer(HttpConfig config) {
        this.maxBodyTime = config.maxBodyTime();
    }

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    if (hasBody(routing.request())) {
                        routing.addEndHandler(end -> forgetRest(routing));
                    }
                    routing.next();
                },
                FIRST);
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.version() == HttpVersion.HTTP_2;
    }

    private void forgetRest(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            return;
        }
        request.handler(rest -> {});
        request.exceptionHandler(broken -> {});
        request.resume();
        if (!request.isEnded()) {
            long timer = routing.vertx().setTimer(maxBodyTime.toMillis(), late -> stopReading(routing));
            request.endHandler(end -> routing.vertx().cancelTimer(timer));
        }
    }

    /** Answers a request as the last of its connection, since what is left of its body is not to be read. */
    static void leaveUnread(RoutingContext routing) {
        if (routing.request().version() != HttpVersion.HTTP_2) {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        routing.addEndHandler(end -> routing.vertx().setTimer(LINGER_MILLIS, late -> stopReading(routing)));
    }

    private static void stopReading(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // Others use the connection too.
            routing.response().reset(NO_ERROR);
        } else {
            routing.request().connection().close();
        }
    }
}
