package dev.sluice.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * A filter that discards the rest of a body if the response was sent before the body had arrived, for example because
 * the token is missing or the path is unknown, so that the connection stays usable. If the body exceeds its maximum
 * time, the HTTP/1.1 connection is closed or the HTTP/2 stream is reset.
 */
@ApplicationScoped
class RequestDrainer {

    /** The priority of the filter, before every filter that may end a request. */
    private static final int FIRST = 1_000;
    /** The code for a complete response that needs no more of the request (RFC 9113, section 8.1). */
    private static final long NO_ERROR = 0;

    /** The time to receive a response: a client that still sends can lose it if the connection closes immediately. */
    private static final long LINGER_MILLIS = 1_000;

    private final Duration maxBodyTime;

    RequestDrainer(HttpConfig config) {
        this.maxBodyTime = config.maxBodyTime();
    }

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    if (hasBody(routing.request())) {
                        Context eventLoop = routing.vertx().getOrCreateContext();
                        routing.addEndHandler(end -> discardRest(routing, eventLoop));
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

    /** Discards the rest of a body on its event loop: on a worker thread, which ends some responses, it could end meanwhile. */
    private void discardRest(RoutingContext routing, Context eventLoop) {
        if (!routing.request().isEnded()) {
            eventLoop.runOnContext(now -> discardRest(routing));
        }
    }

    private void discardRest(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            return;
        }
        long timer = routing.vertx().setTimer(maxBodyTime.toMillis(), late -> {
            // A reader of the body on a worker thread may have replaced the handler that cancels the timer.
            if (!request.isEnded()) {
                stopReading(routing);
            }
        });
        request.handler(rest -> {});
        request.exceptionHandler(broken -> {});
        request.endHandler(end -> routing.vertx().cancelTimer(timer));
        request.resume();
    }

    /**
     * Closes the HTTP/1.1 connection or resets the HTTP/2 stream one second after the response, without reading the
     * body.
     */
    static void abandonBody(RoutingContext routing) {
        if (routing.request().version() != HttpVersion.HTTP_2) {
            routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        routing.addEndHandler(end -> routing.vertx().setTimer(LINGER_MILLIS, late -> stopReading(routing)));
    }

    private static void stopReading(RoutingContext routing) {
        if (routing.request().version() == HttpVersion.HTTP_2) {
            // Other streams use the connection too.
            routing.response().reset(NO_ERROR);
        } else {
            routing.request().connection().close();
        }
    }
}
