package dev.sluice.ingress.atomic;

import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.InFlightLimiter;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.PartitionGate;
import dev.sluice.ingress.PublishMeters;
import dev.sluice.ingress.Receipt;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.KnownTopics;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.RedactedException;
import dev.sluice.runtime.ShutdownLimit;
import dev.sluice.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Publishes the events of a request atomically. Requests that arrive while a transaction is being committed share the next one
 * (group commit), so the rate is not limited to one request per commit. {@link InFlightLimiter} bounds the queue. Safe for any
 * thread; one thread of its own runs the transactions.
 */
@ApplicationScoped
public class AtomicPublisher {

    private static final Logger LOG = Logger.getLogger(AtomicPublisher.class);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private final TransactionalProducer producer;
    private final GroupCommit groupCommit;
    private final PartitionGate gate;
    private final InFlightLimiter limiter;
    private final PublishMeters meters;
    private final Clock clock;
    private final Traces traces;
    private final KnownTopics topics;
    private final int maxEvents;
    private final Duration maxWait;
    private final BlockingQueue<AtomicPublication> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "sluice-atomic-publisher");
    private volatile boolean stopped;

    AtomicPublisher(
            KafkaClients kafka,
            InFlightLimiter limiter,
            PublishMeters meters,
            IngressConfig config,
            Clock clock,
            PartitionGate gate,
            Traces traces,
            KnownTopics topics) {
        this.producer = kafka.transactionalProducer(config.atomic().producer(), meters.transactions());
        this.groupCommit = new GroupCommit(producer, gate, clock);
        this.gate = gate;
        this.limiter = limiter;
        this.meters = meters;
        this.clock = clock;
        this.traces = traces;
        this.topics = topics;
        this.maxEvents = config.atomic().maxEvents();
        this.maxWait = config.atomic().maxWait();
    }

    void start(@Observes StartupEvent event, ActiveComponents components) {
        if (components.has(Component.INGRESS)) {
            thread.start();
        }
    }

    /** Publishes the queued requests, then ends the thread. */
    void stop(@Observes ShutdownEvent event, ShutdownLimit limit) throws InterruptedException {
        stopped = true;
        Duration longest = limit.remaining(SHUTDOWN_LIMIT);
        thread.join(longest.toMillis());
        if (thread.isAlive()) {
            LOG.warnf("Transactions did not end within %d s", longest.toSeconds());
            Quarkus.asyncExit(1);
        }
    }

    /**
     * Publishes the events of a batch in one transaction.
     *
     * @return the receipts in the order of the batch, or a failure that is an {@link HttpProblem}, which says whether nothing
     *     was written or whether the outcome is unknown
     * @throws HttpProblem if any item is refused
     */
    public Uni<List<Receipt>> publish(List<BatchItem> items) {
        List<BatchItem.Ready> events = AtomicBatch.requireReady(items);
        if (events.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        if (AtomicPublication.isClosed(events, gate)) {
            return Uni.createFrom().failure(PartitionGate.refusal());
        }
        int size = events.stream().mapToInt(BatchItem.Ready::size).sum();
        if (stopped || !limiter.tryAcquire(events.size(), size)) {
            return Uni.createFrom()
                    .failure(RequestProblem.OVERLOADED.with(
                            "Too many events wait for Kafka, or Sluice is stopping; no event was written"));
        }
        return Uni.createFrom().emitter(emitter -> {
            Span span = traces.send(events.size());
            AtomicPublication.ResultHandler handler = new AtomicPublication.ResultHandler() {
                @Override
                public void published(List<Receipt> receipts) {
                    limiter.release(events.size(), size);
                    events.forEach(ready -> meters.published(ready.type()));
                    span.end();
                    emitter.complete(receipts);
                }

                @Override
                public void failed(HttpProblem problem) {
                    limiter.release(events.size(), size);
                    traces.sendFailed(span, problem.getType());
                    emitter.fail(problem);
                }
            };
            queue.add(new AtomicPublication(
                    events,
                    clock.instant().plus(maxWait),
                    (event, headers) ->
                            traces.inject(traces.spanOf(event.context().trace(), span), headers),
                    topics,
                    handler));
        });
    }

    private void run() {
        try (producer) {
            while (!stopped || !queue.isEmpty()) {
                AtomicPublication first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    publishGroup(groupOf(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes a group and reports a result for each publication, even on an unexpected failure. Never throws. */
    private void publishGroup(List<AtomicPublication> group) {
        try {
            groupCommit.publish(group);
        } catch (Throwable unexpected) {
            LOG.error("Transaction failed unexpectedly, outcome unknown", RedactedException.of(unexpected));
            LOG.debug("Unredacted failure of the transaction", unexpected);
            group.forEach(AtomicPublication::unknown);
        }
    }

    private List<AtomicPublication> groupOf(AtomicPublication first) {
        List<AtomicPublication> group = new ArrayList<>(List.of(first));
        int size = first.size();
        for (AtomicPublication next = queue.peek();
                next != null && size + next.size() <= maxEvents;
                next = queue.peek()) {
            group.add(queue.remove());
            size += next.size();
        }
        return group;
    }
}
