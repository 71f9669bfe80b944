package dev.sluice.ingress.stream;

import dev.sluice.event.EventIds;
import dev.sluice.http.Drain;
import dev.sluice.http.RequestBody;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.ResultWriter;
import dev.sluice.ingress.ResultWriter.PendingResult;
import dev.sluice.ingress.stream.NdjsonSplitter.Line;
import dev.sluice.security.RateLimit;
import dev.sluice.security.TokenExpiry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of one request line by line as they arrive, and emits their results in the same order as chunks of
 * NDJSON. Memory is bounded: if Kafka or the client cannot keep up, the publisher stops reading the request, and TCP's flow control slows
 * the client down. When the caller's token expires, the last result says so, and no further event is published.
 *
 * <p>Runs on the event loop of the request. Only results arrive on other threads. For one subscriber.
 */
final class NdjsonPublisher implements Flow.Publisher<byte[]>, Flow.Subscription {

    private static final int RETRY_MILLIS = 5;

    private final HttpServerRequest request;
    private final LineItemReader reader;
    private final Publisher publisher;
    private final ResultWriter writer;
    private final RateLimit.Allowance rate;
    private final OpenStreams.Permit permit;
    private final Drain drain;
    private final NdjsonSplitter lines;
    private final ResultWindow results;
    private final KeyOrder keyOrder;
    private final Supplier<@Nullable PendingResult> nextResult;
    private final Runnable schedulePump;
    private final TokenExpiry expiry;
    private Runnable unregisterFromDrain = () -> {};
    private Runnable cancelExpiry = () -> {};
    private Flow.@Nullable Subscriber<? super byte[]> subscriber;
    /** The number of chunks that the subscriber has requested and not received yet. */
    private long demand;

    private Input input = Input.AWAITING_CHUNK;
    /** The first event was acquired together with the request. */
    private Step step = Permit.ACQUIRED;
    /** Whether a timer is running that retries the current step. */
    private boolean retryScheduled;

    /** The limits that slow a stream down: events per second, memory, and pending results. Closes the permit at its end. */
    record Limits(RateLimit.Allowance rate, OpenStreams.Permit permit, IngressConfig.Stream stream) {}

    /** The state of the request body. */
    private enum Input {
        /** All lines so far are processed; the next chunk is requested. */
        AWAITING_CHUNK,
        /** Lines of the current chunk may be left. */
        READING,
        /** The body has ended; lines of it may be left. */
        READING_LAST,
        /** No lines are left or will be read; results may be pending. */
        EXHAUSTED,
        /** The stream is completed or cancelled. */
        CLOSED;

        boolean mayHaveLines() {
            return this == READING || this == READING_LAST;
        }

        boolean acceptsChunks() {
            return this == AWAITING_CHUNK || this == READING;
        }
    }

    /** The step that the next event has reached on its way to Kafka. */
    private sealed interface Step {}

    /** The event's line is not read yet. */
    private enum Permit implements Step {
        /** The rate limit has to admit the event first. */
        REQUIRED,
        /** The rate limit has admitted the event. */
        ACQUIRED
    }

    /** The rate limit has admitted the event, but the body budget had no room for its line. */
    private record AwaitingMemory(Line line) implements Step {}

    /** The event is read and has a slot for its result, but too many events were in flight. */
    private record AwaitingKafka(BatchItem.Ready event, Publisher.ResultHandler handler) implements Step {}

    /** Creates the publisher of a request. Call it on the request's event loop. */
    NdjsonPublisher(
            RoutingContext routing,
            LineItemReader reader,
            Publisher publisher,
            ResultWriter writer,
            Limits limits,
            Drain drain,
            KeyOrder keyOrder) {
        this.request = routing.request();
        this.expiry = TokenExpiry.of(routing);
        this.reader = reader;
        this.publisher = publisher;
        this.writer = writer;
        this.rate = limits.rate();
        this.permit = limits.permit();
        this.drain = drain;
        this.keyOrder = keyOrder;
        IngressConfig.Stream stream = limits.stream();
        this.lines = new NdjsonSplitter(stream.maxLineSize().asLongValue());
        var context = Vertx.currentContext();
        var isScheduled = new AtomicBoolean();
        this.schedulePump = () -> {
            if (isScheduled.compareAndSet(false, true)) {
                context.runOnContext(now -> {
                    isScheduled.set(false);
                    pump();
                });
            }
        };
        this.results = new ResultWindow(
                stream.maxInFlight(),
                stream.maxInFlightSize().asLongValue(),
                permit.memory(),
                keyOrder,
                writer,
                schedulePump);
        this.nextResult = results::poll;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> downstream) {
        subscriber = downstream;
        request.exceptionHandler(failure -> end());
        request.endHandler(end -> end());
        request.handler(this::feed);
        unregisterFromDrain = drain.onClosing(schedulePump);
        cancelExpiry = expiry.onPast(this::pump);
        downstream.onSubscribe(this);
        RequestBody.sendContinue(request);
        request.fetch(1);
    }

    @Override
    public void request(long chunks) {
        demand += chunks;
        schedulePump.run();
    }

    @Override
    public void cancel() {
        close();
    }

    private void close() {
        input = Input.CLOSED;
        results.clear();
        permit.close();
        unregisterFromDrain.run();
        cancelExpiry.run();
    }

    private void feed(Buffer chunk) {
        if (input.acceptsChunks()) {
            lines.feed(chunk.getBytes());
            input = Input.READING;
            pump();
        }
    }

    private void end() {
        if (input.acceptsChunks()) {
            lines.end();
            input = Input.READING_LAST;
            pump();
        }
    }

    /** Sends results and publishes events until a limit is reached or no lines are left. */
    private void pump() {
        if (input == Input.CLOSED || subscriber == null) {
            return;
        }
        sendResults(subscriber);
        if (input == Input.AWAITING_CHUNK && drain.isClosing()) {
            input = Input.EXHAUSTED;
        } else if (input == Input.AWAITING_CHUNK && expiry.isPast()) {
            endExpired();
        }
        while (input.mayHaveLines() && !results.isFull() && publishNext()) {
            // All work is done in the condition.
        }
        if (input == Input.EXHAUSTED && results.isEmpty()) {
            close();
            subscriber.onComplete();
        }
    }

    private void sendResults(Flow.Subscriber<? super byte[]> downstream) {
        while (demand > 0) {
            byte[] chunk = writer.chunk(nextResult);
            if (chunk.length == 0) {
                return;
            }
            demand--;
            downstream.onNext(chunk);
        }
    }

    /** Processes the next line. Returns whether to continue with the line after it immediately. */
    private boolean publishNext() {
        if (retryScheduled) {
            return false;
        }
        if (step instanceof AwaitingKafka waiting) {
            step = Permit.REQUIRED;
            if (expiry.isPast()) {
                waiting.handler().failed(tokenExpired());
                input = Input.EXHAUSTED;
                return false;
            }
            return publish(waiting.event(), waiting.handler());
        }
        if (drain.isClosing()) {
            // The results tell the client which lines were processed.
            input = Input.EXHAUSTED;
            return false;
        }
        if (step == Permit.REQUIRED) {
            long nanos = rate.tryAcquire();
            if (nanos > 0) {
                return retryIn(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
            }
            step = Permit.ACQUIRED;
        }
        Line line = step instanceof AwaitingMemory waiting ? waiting.line() : lines.next();
        if (line == null) {
            return fetchChunk();
        }
        if (line.isBlank()) {
            return true;
        }
        if (expiry.isPast()) {
            return endExpired();
        }
        ResultWindow.Slot slot = results.open(line.size());
        if (slot == null) {
            step = new AwaitingMemory(line);
            return retryIn(RETRY_MILLIS);
        }
        step = Permit.REQUIRED;
        BatchItem item = reader.read(line, EventIds::next);
        slot.setKey(item.key());
        if (item instanceof BatchItem.Refused refused) {
            slot.failed(refused.problem());
            return true;
        }
        return publish((BatchItem.Ready) item, slot);
    }

    private boolean publish(BatchItem.Ready event, Publisher.ResultHandler handler) {
        if (keyOrder.refuses(event.event().key())) {
            handler.failed(PublishProblem.predecessorNotWritten());
            return true;
        }
        if (publisher.tryPublish(event, handler)) {
            return true;
        }
        step = new AwaitingKafka(event, handler);
        return retryIn(RETRY_MILLIS);
    }

    /** Requests the next chunk after the last complete line, unless the body has ended. Returns false, which ends the loop of the pump. */
    private boolean fetchChunk() {
        if (input == Input.READING_LAST) {
            input = Input.EXHAUSTED;
        } else if (expiry.isPast()) {
            return endExpired();
        } else if (results.reserve(lines.incompleteSize())) {
            input = Input.AWAITING_CHUNK;
            request.fetch(1);
        } else {
            return retryIn(RETRY_MILLIS);
        }
        return false;
    }

    /** Ends the stream with a result for the next line. Returns false, which ends the loop of the pump. */
    private boolean endExpired() {
        results.end(tokenExpired());
        input = Input.EXHAUSTED;
        return false;
    }

    private static HttpProblem tokenExpired() {
        return RequestProblem.UNAUTHENTICATED.with(
                "The bearer token has expired. The event of this line and all later ones were not published; send them again"
                        + " with a new token");
    }

    /** Runs the pump again after a delay. Returns false, which ends the loop of the pump. */
    private boolean retryIn(long millis) {
        retryScheduled = true;
        Vertx.currentContext().owner().setTimer(millis, timer -> {
            retryScheduled = false;
            pump();
        });
        return false;
    }
}
