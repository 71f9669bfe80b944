package dev.sluice.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Requests that break HTTP's own rules: a client's fault, which the server would take for its own and log as an error with a
 * stack.
 */
@ApplicationScoped
class MalformedRequests {

    private static final int BEFORE_ALL_OTHERS = -1_000;
    private static final String JSON = "application/json";
    /** RFC 9110, section 8.3.1, as far as it matters here. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$%&'*+.^_`|~\\w-]++/[!#$%&'*+.^_`|~\\w-]++"
            + "(\\s*+;\\s*+[^=;\\s]++=(\"[^\"]*+\"|[^\";\\s]*+))*+\\s*+");

    void register(@Observes Router router) {
        router.route()
                .order(BEFORE_ALL_OTHERS)
                .handler(MalformedRequests::checkMediaType)
                .failureHandler(MalformedRequests::answer);
    }

    /** What is no media type is none that is accepted. */
    private static void checkMediaType(RoutingContext routing) {
        String type = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.equals(JSON) && !MEDIA_TYPE.matcher(type).matches()) {
            routing.request().headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        }
        routing.next();
    }

    /** Answers what Vert.x has found wrong, such as a missing Host; the rest is for the next handler. */
    private static void answer(RoutingContext routing) {
        if (routing.statusCode() == 400 && !routing.response().headWritten()) {
            routing.response()
                    .setStatusCode(routing.statusCode())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                    .end("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                            + "\"detail\":\"The request breaks the rules of HTTP\",\"retryable\":false}");
        } else {
            routing.next();
        }
    }
}
