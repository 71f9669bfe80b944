package dev.sluice.http;

import dev.sluice.http.CanonicalPath.Spelling;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A check of the head of each request, before it is routed: its path has the canonical spelling, and its body is neither
 * compressed nor in another charset than UTF-8, since Quarkus would ignore both and the body would be misread.
 */
@ApplicationScoped
class RequestHeadCheck {

    /** After the filters that track requests, before all other routes. */
    private static final int ORDER = -900;

    private static final String JSON = "application/json";
    /** Has no charset, since it is not text. */
    private static final String AVRO_BINARY = "avro/binary;";

    private static final String TOKEN = "[!#$%&'*+.^_`|~\\w-]++";
    /** A media type (RFC 9110, section 8.3.1), simplified. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile(TOKEN + "/" + TOKEN + "(\\s*+;\\s*+[^=;\\s]++=(\"[^\"]*+\"|[^\";\\s]*+))*+\\s*+");

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*+charset=(\"[^\"]*+\"|[^\";\\s]*+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern UTF_8 = Pattern.compile("\"?utf-?8\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NO_CODING =
            Pattern.compile("[\\s,]*+(?:identity[\\s,]*+)*+", Pattern.CASE_INSENSITIVE);

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(RequestHeadCheck::check);
    }

    private static void check(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HttpProblem problem = problem(request);
        if (problem != null) {
            routing.fail(problem);
            return;
        }
        checkMediaType(request);
        routing.next();
    }

    private static @Nullable HttpProblem problem(HttpServerRequest request) {
        Spelling spelling = CanonicalPath.ofPath(request.path());
        String query = request.query();
        if (spelling == Spelling.MALFORMED || (query != null && !CanonicalPath.isValidQuery(query))) {
            return RequestProblem.generic(400, "Bad Request", "The request's target is not a valid URI in UTF-8")
                    .build();
        }
        if (spelling == Spelling.ALTERNATIVE) {
            return RequestProblem.generic(
                            404,
                            "Not Found",
                            "There is no such path: a path has no empty segment, no slash at its end and no segment of"
                                    + " dots; it encodes ; as %3B, and no letter, digit, -, ., _ or ~")
                    .build();
        }
        List<String> codings = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
        if (!codings.isEmpty() && codings.stream().anyMatch(coding -> !isMatch(NO_CODING, coding))) {
            return RequestProblem.generic(
                            415,
                            "Unsupported Media Type",
                            "Send the body without a Content-Encoding; nothing was written")
                    .withHeader("Accept-Encoding", "identity")
                    .build();
        }
        String transferCoding = request.getHeader(HttpHeaders.TRANSFER_ENCODING);
        if (transferCoding != null && !transferCoding.strip().equalsIgnoreCase("chunked")) {
            return RequestProblem.generic(
                            501,
                            "Not Implemented",
                            "The only supported Transfer-Encoding is chunked; nothing was written")
                    .build();
        }
        return null;
    }

    /**
     * Replaces a media type that is invalid, repeated or in an unsupported charset with one that no endpoint accepts, which leads
     * to 415. Endpoints without a body ignore it.
     */
    private static void checkMediaType(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (!types.isEmpty() && (types.size() > 1 || !isSupported(types.get(0)))) {
            request.headers().set(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
        }
    }

    private static boolean isSupported(String type) {
        if (type.equals(JSON) || type.startsWith(AVRO_BINARY)) {
            return true;
        }
        if (!isMatch(MEDIA_TYPE, type)) {
            return false;
        }
        Matcher charsets = CHARSET.matcher(type);
        while (charsets.find()) {
            if (!isMatch(UTF_8, charsets.group(1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMatch(Pattern pattern, String text) {
        return pattern.matcher(text).matches();
    }
}
