package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.Drain;
import dev.sluice.security.AuditLog;
import dev.sluice.security.Caller;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The response to a redrive of many dead letters: runs it on the worker thread of the request, and writes its lines as
 * NDJSON after each transaction. If the client disconnects or Sluice stops, the redrive ends after the current
 * transaction.
 */
final class RedriveStream implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(RedriveStream.class);
    private static final byte[] LINE_FEED = "\n".getBytes(UTF_8);

    private final RedriveService.Prepared redrive;
    private final RedriveJob.Request request;
    private final Caller caller;
    private final HttpServerResponse response;
    private final ObjectMapper json;
    private final Drain drain;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean disconnected;

    RedriveStream(
            RedriveService.Prepared redrive,
            RedriveJob.Request request,
            RoutingContext routing,
            Drain drain,
            ObjectMapper json) {
        this.drain = drain;
        this.redrive = redrive;
        this.request = request;
        this.caller = Caller.of(routing);
        this.response = routing.response();
        this.json = json;
        // A request that ends before its response starts would otherwise hold the session permanently.
        routing.addEndHandler(ended -> {
            if (started.compareAndSet(false, true)) {
                Infrastructure.getDefaultWorkerPool().execute(redrive::close);
            }
        });
    }

    @Override
    public void write(OutputStream out) {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        try (redrive) {
            RedriveLine.Summary summary = redrive.session() == null
                    ? run(out)
                    : AuditLog.record(
                            caller,
                            "dead-letters.redrive",
                            request.filter().toString(),
                            () -> run(out),
                            end -> new AuditLog.Outcome(end.end(), end.sent()));
            writeAll(List.of(summary), out);
        }
    }

    private RedriveLine.Summary run(OutputStream out) {
        return redrive.run(lines -> writeAll(lines, out), () -> isDisconnected() || drain.isClosing());
    }

    private boolean isDisconnected() {
        return disconnected || response.closed();
    }

    private void writeAll(List<? extends RedriveLine> lines, OutputStream out) {
        if (lines.isEmpty() || isDisconnected()) {
            return;
        }
        try {
            for (RedriveLine line : lines) {
                out.write(json.writeValueAsBytes(line));
                out.write(LINE_FEED);
            }
            out.flush();
        } catch (IOException e) {
            LOG.debug("Client disconnected during a redrive", e);
            disconnected = true;
        }
    }
}
