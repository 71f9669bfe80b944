package dev.sluice.order.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells in a header where the next page is (RFC 8288). */
final class NextPage {

    private static final String AFTER = "after";

    private NextPage() {}

    /** The same request behind a cursor; what was to be seen at least is seen by then. */
    static String link(RoutingContext request, OrderCursor next) {
        MultiMap given = request.queryParams();
        Stream<String> same = given.names().stream()
                .filter(name -> !name.equals(AFTER) && !name.equals(OrderParameters.AT_LEAST))
                .map(name -> name + "=" + encoded(given.get(name)));
        return "<" + request.normalizedPath() + "?"
                + Stream.concat(same, Stream.of(AFTER + "=" + next)).collect(Collectors.joining("&"))
                + ">; rel=\"next\"";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
