package dev.sluice.ingress;

import dev.sluice.event.EventIds;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.Drain;
import dev.sluice.http.RequestBody;
import dev.sluice.ingress.NdjsonSplitter.Line;
import dev.sluice.security.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of one request line by line, while they come, and gives their results in the lines' order, as chunks
 * of lines. What waits is bounded: when Kafka or the client does not keep up, no more of the request is read, and in the end
 * TCP holds the client back.
 *
 * <p>All of it runs on the event loop that it is subscribed on; only answers come from elsewhere. For one subscriber.
 */
final class NdjsonPublisher implements Flow.Publisher<byte[]>, Flow.Subscription {

    private static final int RETRY_MILLIS = 5;

    private final HttpServerRequest request;
    private final Caller client;
    private final LineItemReader reader;
    private final RateLimit rate;
    private final Publisher publisher;
    private final ResultWriter writer;
    private final NdjsonSplitter lines;
    private final ResultWindow results;
    private final Runnable pumpSoon;
    private final Drain drain;
    private Runnable forgetDrain = () -> {};
    private Flow.@Nullable Subscriber<? super byte[]> subscriber;
    /** An event that there was no place for yet. */
    private @Nullable Held held;
    /** A line that there was no memory for yet. */
    private @Nullable Line pending;

    private long demand;
    /** Whether the next event is taken from what the client may publish; that of the first was, with the request. */
    private boolean paid = true;

    private boolean waiting;
    private boolean hungry = true;
    private boolean ended;
    private boolean done;

    private record Held(BatchItem.Ready event, Publisher.Answer answer) {}

    /** To be made on the request's event loop. */
    NdjsonPublisher(
            HttpServerRequest request,
            Caller client,
            BatchItemReader items,
            RateLimit rate,
            Publisher publisher,
            ResultWriter writer,
            BodyBudget memory,
            Drain drain,
            IngressConfig.Stream limits) {
        this.request = request;
        this.client = client;
        this.reader = new LineItemReader(items);
        this.rate = rate;
        this.publisher = publisher;
        this.writer = writer;
        this.drain = drain;
        this.lines = new NdjsonSplitter(limits.maxLineSize().asLongValue());
        var context = Vertx.currentContext();
        var scheduled = new AtomicBoolean();
        this.pumpSoon = () -> {
            if (scheduled.compareAndSet(false, true)) {
                context.runOnContext(now -> {
                    scheduled.set(false);
                    pump();
                });
            }
        };
        this.results =
                new ResultWindow(limits.maxInFlight(), limits.maxInFlightSize().asLongValue(), memory, pumpSoon);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> only) {
        subscriber = only;
        request.exceptionHandler(brokenOff -> end());
        request.endHandler(end -> end());
        request.handler(this::feed);
        forgetDrain = drain.onClosing(pumpSoon);
        only.onSubscribe(this);
        RequestBody.sendContinue(request);
        request.fetch(1);
    }

    @Override
    public void request(long more) {
        demand += more;
        pumpSoon.run();
    }

    @Override
    public void cancel() {
        finish();
    }

    private void finish() {
        done = true;
        results.clear();
        forgetDrain.run();
    }

    private void feed(Buffer chunk) {
        if (ended) {
            return;
        }
        lines.feed(chunk.getBytes());
        hungry = false;
        pump();
    }

    private void end() {
        if (ended) {
            return;
        }
        lines.end();
        ended = true;
        hungry = false;
        pump();
    }

    private void pump() {
        if (done || subscriber == null) {
            return;
        }
        send(subscriber);
        ended |= hungry && drain.isClosing();
        while (!done && !results.isFull() && !hungry && publishNext()) {
            // until something is full, or the lines are at their end
        }
        if (!done && hungry && ended && results.isEmpty()) {
            finish();
            subscriber.onComplete();
        }
    }

    private void send(Flow.Subscriber<? super byte[]> client) {
        while (demand > 0) {
            byte[] chunk = writer.lines(results);
            if (chunk.length == 0) {
                return;
            }
            demand--;
            client.onNext(chunk);
        }
    }

    /** Whether there may be another. */
    private boolean publishNext() {
        if (waiting) {
            return false;
        }
        if (held != null) {
            Held again = held;
            held = null;
            return publish(again.event(), again.answer());
        }
        if (drain.isClosing()) {
            // The client learns from the results which lines were taken.
            hungry = true;
            ended = true;
            return false;
        }
        if (!paid && !pay()) {
            return false;
        }
        Line line = pending == null ? lines.next() : pending;
        pending = null;
        if (line == null) {
            if (!ended && !results.begin(lines.begun())) {
                return later(RETRY_MILLIS);
            }
            hungry = true;
            if (!ended) {
                request.fetch(1);
            }
            return false;
        }
        if (line.isBlank()) {
            return true;
        }
        Publisher.Answer answer = results.open(line.size());
        if (answer == null) {
            pending = line;
            return later(RETRY_MILLIS);
        }
        paid = false;
        BatchItem item = reader.read(line, client, EventIds::next);
        if (item instanceof BatchItem.Refused refused) {
            answer.failed(refused.problem());
            return true;
        }
        return publish((BatchItem.Ready) item, answer);
    }

    private boolean pay() {
        long nanos = rate.take(client);
        paid = nanos == 0;
        return paid || later(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    private boolean later(long millis) {
        waiting = true;
        Vertx.currentContext().owner().setTimer(millis, now -> {
            waiting = false;
            pump();
        });
        return false;
    }

    private boolean publish(BatchItem.Ready event, Publisher.Answer answer) {
        if (publisher.tryPublish(event.type(), event.id(), event.event(), answer)) {
            return true;
        }
        held = new Held(event, answer);
        return later(RETRY_MILLIS);
    }
}
