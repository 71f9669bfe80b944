package dev.sluice.http;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Map;
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

    private final Map<Format, byte[]> documents = new ConcurrentHashMap<>();

    /** @param name the name of the document, of which Sluice has one */
    @Override
    public byte[] getDocument(String name, Format format) {
        return documents.computeIfAbsent(format, missing -> super.getDocument(name, format));
    }
}
