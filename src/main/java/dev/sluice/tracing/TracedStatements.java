package dev.sluice.tracing;

import io.opentelemetry.api.trace.Span;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * Executors that run database statements as children of a span. Vert.x takes the parent span from the Vert.x context of
 * the caller, which Sluice's own threads do not have.
 */
@Singleton
public class TracedStatements {

    private final Vertx vertx;

    TracedStatements(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Returns an executor whose statements become children of a span. Runs on the calling thread if the span is not
     * recorded.
     */
    public Executor under(Span span) {
        if (!span.isRecording()) {
            return Runnable::run;
        }
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        // The context is discarded after the batch, so the span need not be detached.
        var unused = QuarkusContextStorage.INSTANCE.attach(
                context, io.opentelemetry.context.Context.root().with(span));
        return statements -> context.runOnContext(ignored -> statements.run());
    }
}
