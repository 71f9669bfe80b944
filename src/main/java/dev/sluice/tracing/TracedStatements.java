package dev.sluice.tracing;

import io.opentelemetry.api.trace.Span;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * Puts the statements of a database under a span. Vert.x looks for the span in the context that a statement is issued from,
 * which a thread of our own does not have.
 */
@Singleton
public class TracedStatements {

    private final Vertx vertx;

    TracedStatements(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What issues statements under a span: at once, on the caller's thread, if that is not recorded. */
    public Executor under(Span span) {
        if (!span.isRecording()) {
            return Runnable::run;
        }
        Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
        // The context goes with the batch, and the span with it.
        var unused = QuarkusContextStorage.INSTANCE.attach(
                context, io.opentelemetry.context.Context.root().with(span));
        return work -> context.runOnContext(now -> work.run());
    }
}
