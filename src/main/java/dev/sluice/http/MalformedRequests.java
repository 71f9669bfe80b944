package dev.sluice.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * The handling of requests that violate HTTP itself. Without it, Quarkus treats such a client error as a server error
 * and logs it with a stack trace.
 */
@ApplicationScoped
class MalformedRequests {

    private static final int BEFORE_OTHER_ROUTES = -1_000;
    private static final String JSON = "application/json";
    /** A media type (RFC 9110, section 8.3.1), simplified. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$%&'*+.^_`|~\\w-]++/[!#$%&'*+.^_`|~\\w-]++"
            + "(\\s*+;\\s*+[^=;\\s]++=(\"[^\"]*+\"|[^\";\\s]*+))*+\\s*+");

    void register(@Observes Router router) {
        router.route()
                .order(BEFORE_OTHER_ROUTES)
                .handler(MalformedRequests::checkMediaType)
                .failureHandler(MalformedRequests::reject);
    }

    /**
     * Replaces an invalid media type with one that no endpoint accepts, which leads to 415 instead of an unexpected
     * error.
     */
    private static void checkMediaType(RoutingContext routing) {
        String type = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.equals(JSON) && !MEDIA_TYPE.matcher(type).matches()) {
            routing.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        }
        routing.next();
    }

    /**
     * Answers requests that Vert.x rejects, for example because of a missing {@code Host}. Other failures go to the
     * next handler.
     */
    private static void reject(RoutingContext routing) {
        if (routing.statusCode() == 400 && !routing.response().headWritten()) {
            routing.response()
                    .setStatusCode(routing.statusCode())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                    .end("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                            + "\"detail\":\"The request is not valid HTTP\",\"retryable\":false}");
        } else {
            routing.next();
        }
    }
}
