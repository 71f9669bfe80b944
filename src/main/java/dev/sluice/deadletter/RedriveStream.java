package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.Drain;
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
 * Runs a redrive and writes its lines as they come, on the worker thread of the request. A client that hangs up stops it
 * after the transaction that runs.
 */
final class RedriveStream implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(RedriveStream.class);
    private static final byte[] LINE_FEED = "\n".getBytes(UTF_8);

    private final RedriveService.Running redrive;
    private final RedriveJob.Request request;
    private final HttpServerResponse response;
    private final ObjectMapper json;
    private final Drain drain;
    private volatile boolean gone;
    private final AtomicBoolean begun = new AtomicBoolean();

    RedriveStream(
            RedriveService.Running redrive,
            RedriveJob.Request request,
            RoutingContext routing,
            Drain drain,
            ObjectMapper json) {
        this.drain = drain;
        this.redrive = redrive;
        this.request = request;
        this.response = routing.response();
        this.json = json;
        // A request that ends before its answer begins would keep the others from redriving for ever.
        routing.addEndHandler(ended -> {
            if (begun.compareAndSet(false, true)) {
                Infrastructure.getDefaultWorkerPool().execute(redrive::close);
            }
        });
    }

    @Override
    public void write(OutputStream out) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try (redrive) {
            RedriveJob.Summary summary =
                    redrive.run(lines -> writeAll(lines, out), () -> isGone() || drain.isClosing());
            LOG.infof(
                    "%s redrove letters that match %s: %s, %d %s, %d skipped",
                    request.by(),
                    request.filter(),
                    summary.end(),
                    summary.sent(),
                    summary.dryRun() ? "would be sent" : "sent",
                    summary.skipped());
            writeAll(List.of(summary), out);
        }
    }

    private boolean isGone() {
        return gone || response.closed();
    }

    private void writeAll(List<?> lines, OutputStream out) {
        if (lines.isEmpty() || isGone()) {
            return;
        }
        try {
            for (Object line : lines) {
                out.write(json.writeValueAsBytes(line));
                out.write(LINE_FEED);
            }
            out.flush();
        } catch (IOException e) {
            LOG.debug("A client hung up", e);
            gone = true;
        }
    }
}
