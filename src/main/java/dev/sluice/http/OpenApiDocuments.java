package dev.sluice.http;

import dev.sluice.http.Parameters.ParameterError;
import io.netty.buffer.Unpooled;
import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The OpenAPI document, which is built at its first request. Quarkus builds it at the start, which takes a tenth of the start's
 * CPU, or for each request, which takes 17 ms (Quarkus 3.33.2, docs/benchmarks.md). Filters run in the stage of the latter. Look
 * again after it.
 */
@Alternative
@Priority(1)
@Singleton
@Unremovable
class OpenApiDocuments extends OpenApiDocumentService {

    /** The only path of the document, which a permission in application.properties protects. */
    private static final String PATH = "/q/openapi";
    /** After authorization. */
    private static final int BEFORE_DOCUMENT = -1;

    private static final String FORMAT = "format";
    private static final Set<String> FORMATS = Set.of("json", "yaml");

    private final Map<Format, byte[]> documents = new ConcurrentHashMap<>();

    /**
     * Rejects other parameters than {@code format}, since Quarkus would ignore them, and other spellings of the path, such as {@code
     * openapi.json}, to which Quarkus does not apply the permission of the path.
     */
    void register(@Observes Router router) {
        router.routeWithRegex(PATH + ".*").order(BEFORE_DOCUMENT).handler(request -> {
            if (!request.request().path().equals(PATH)) {
                request.fail(404);
                return;
            }
            List<ParameterError> errors = QueryCheck.errors(request, Map.of(FORMAT, String.class.getName()));
            String format = request.queryParams().get(FORMAT);
            if (errors.isEmpty() && format != null && !FORMATS.contains(format.toLowerCase(Locale.ROOT))) {
                errors.add(new ParameterError(FORMAT, "must be json or yaml"));
            }
            if (errors.isEmpty()) {
                send(request);
            } else {
                request.fail(Parameters.invalid(errors));
            }
        });
    }

    /** Sends the document without copying it, as Quarkus does: copies that clients do not read would fill the heap. */
    private void send(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            // Quarkus would send the document.
            request.fail(RequestProblem.generic(
                            405, "Method Not Allowed", "This path does not support the method of the request")
                    .withHeader(HttpHeaders.ALLOW.toString(), "GET, HEAD")
                    .build());
            return;
        }
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        String requested = request.queryParams().get(FORMAT);
        boolean isJson = (accept != null && accept.contains(Format.JSON.getMimeType()))
                || Format.JSON.name().equalsIgnoreCase(requested);
        Format format = isJson ? Format.JSON : Format.YAML;
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.getMimeType() + ";charset=UTF-8")
                .end(Buffer.buffer(
                        Unpooled.wrappedBuffer(getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, format))));
    }

    /** @param name the name of the document, of which Sluice has one */
    @Override
    public byte[] getDocument(String name, Format format) {
        return documents.computeIfAbsent(format, missing -> super.getDocument(name, format));
    }
}
