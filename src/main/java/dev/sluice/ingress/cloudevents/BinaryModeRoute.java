package dev.sluice.ingress.cloudevents;

import dev.sluice.cloudevents.HttpBinding;
import dev.sluice.ingress.PublishRequestHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests in binary content mode a media type of their own, before they are routed: JAX-RS selects resource methods by
 * media type, and theirs is that of the data. Plain requests cost two look-ups of a header.
 */
@ApplicationScoped
class BinaryModeRoute {

    /** The media type of requests in binary mode. A client that sends it itself lacks the required headers. */
    static final String MEDIA_TYPE = "application/vnd.sluice.cloudevents-binary";

    /** After the check of the request's head. */
    private static final int ORDER = -890;

    private static final String STRUCTURED = "application/cloudevents";
    private static final CharSequence SPEC_VERSION = HttpHeaders.createOptimized(HttpBinding.header("specversion"));
    private static final CharSequence TYPE = HttpHeaders.createOptimized(HttpBinding.header("type"));
    private static final String DATA_CONTENT_TYPE = BinaryModeRoute.class.getName();

    void register(@Observes Router router) {
        router.route(PublishRequestHandler.PATH + "*").order(ORDER).handler(BinaryModeRoute::mark);
    }

    private static void mark(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        if (headers.contains(SPEC_VERSION) || headers.contains(TYPE)) {
            String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
            // The media type of a structured event decides (HTTP Protocol Binding 1.0.2, section 3), whatever the
            // headers are.
            if (contentType == null || !contentType.regionMatches(true, 0, STRUCTURED, 0, STRUCTURED.length())) {
                routing.put(DATA_CONTENT_TYPE, contentType);
                headers.set(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
            }
        }
        routing.next();
    }

    /** Returns the content type that the client sent; null if it sent none. */
    static @Nullable String contentType(RoutingContext routing) {
        return routing.get(DATA_CONTENT_TYPE);
    }
}
