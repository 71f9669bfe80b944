package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@code Link} header that points to the next page of a list (RFC 8288). */
public final class LinkHeader {

    private static final String AFTER = "after";

    private LinkHeader() {}

    /**
     * Returns the value of the header: the URI of the same request with a new cursor.
     *
     * @param cursor the new value of the parameter {@code after}
     * @param dropped the parameters to omit from the link
     */
    public static String next(RoutingContext request, String cursor, Set<String> dropped) {
        MultiMap parameters = request.queryParams();
        Stream<String> kept = parameters.names().stream()
                .filter(name -> !name.equals(AFTER) && !dropped.contains(name))
                .map(name -> name + "=" + encode(parameters.get(name)));
        return "<" + request.normalizedPath() + "?"
                + Stream.concat(kept, Stream.of(AFTER + "=" + cursor)).collect(Collectors.joining("&"))
                + ">; rel=\"next\"";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
