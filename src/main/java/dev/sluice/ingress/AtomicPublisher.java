package dev.sluice.ingress;

import dev.sluice.http.RequestProblem;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.TransactionMeters;
import dev.sluice.kafka.TransactionalProducer;
import dev.sluice.runtime.ActiveComponents;
import dev.sluice.runtime.Component;
import dev.sluice.runtime.RedactedException;
import dev.sluice.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
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
 * Publishes the events of a request all or none. Requests that arrive while a transaction is being committed share the next
 * one (group commit), so that the rate does not end at one commit a request. Only {@link InFlightLimiter} bounds those that wait.
 */
@ApplicationScoped
class AtomicPublisher {

    private static final Logger LOG = Logger.getLogger(AtomicPublisher.class);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private final TransactionalProducer producer;
    private final GroupCommit commit;
    private final InFlightLimiter admission;
    private final PublishMeters meters;
    private final Clock clock;
    private final Traces traces;
    private final int maxEvents;
    private final Duration maxWait;
    private final BlockingQueue<AtomicPublication> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "sluice-atomic-publisher");
    private volatile boolean stopped;

    AtomicPublisher(
            KafkaClients kafka,
            InFlightLimiter admission,
            PublishMeters meters,
            IngressConfig config,
            Clock clock,
            MeterRegistry registry,
            Traces traces) {
        this.producer =
                kafka.transactionalProducer(config.atomic().producer(), new TransactionMeters(registry, "ingress"));
        this.commit = new GroupCommit(producer, clock);
        this.admission = admission;
        this.meters = meters;
        this.clock = clock;
        this.traces = traces;
        this.maxEvents = config.atomic().maxEvents();
        this.maxWait = config.atomic().maxWait();
    }

    void start(@Observes StartupEvent event, ActiveComponents roles) {
        if (roles.has(Component.INGRESS)) {
            thread.start();
        }
    }

    /** Those who wait still get their transaction; the thread ends with the last of them. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        thread.join(SHUTDOWN_LIMIT.toMillis());
        if (thread.isAlive()) {
            LOG.warnf("Transactions did not end within %d s", SHUTDOWN_LIMIT.toSeconds());
            Quarkus.asyncExit(1);
        }
    }

    /**
     * Publishes events in one transaction.
     *
     * @return their receipts, in order; or a failure that is a {@link HttpProblem} and says
     *     whether all were written, none was, or which is unknown
     */
    Uni<List<Receipt>> publish(List<BatchItem.Ready> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        int size = events.stream().mapToInt(ready -> ready.event().size()).sum();
        if (stopped || !admission.enter(events.size(), size)) {
            return Uni.createFrom().failure(RequestProblem.OVERLOADED.with("No event was written"));
        }
        return Uni.createFrom().emitter(emitter -> {
            Span span = traces.send(events.size());
            AtomicPublication.Answer answer = new AtomicPublication.Answer() {
                @Override
                public void published(List<Receipt> receipts) {
                    admission.leave(events.size(), size);
                    events.forEach(ready -> meters.published(ready.type()));
                    span.end();
                    emitter.complete(receipts);
                }

                @Override
                public void failed(HttpProblem problem) {
                    admission.leave(events.size(), size);
                    traces.sendFailed(span, problem.getType());
                    emitter.fail(problem);
                }
            };
            waiting.add(new AtomicPublication(
                    events, clock.instant().plus(maxWait), headers -> traces.inject(span, headers), answer));
        });
    }

    private void run() {
        try (producer) {
            while (!stopped || !waiting.isEmpty()) {
                AtomicPublication first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    publishTogether(groupOf(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever happens, each is answered, and the thread goes on. */
    private void publishTogether(List<AtomicPublication> group) {
        try {
            commit.publish(group);
        } catch (Throwable unexpected) {
            LOG.error("Events may have been written, or not", RedactedException.of(unexpected));
            LOG.debug("It failed so", unexpected);
            group.forEach(AtomicPublication::unknown);
        }
    }

    private List<AtomicPublication> groupOf(AtomicPublication first) {
        List<AtomicPublication> group = new ArrayList<>(List.of(first));
        int size = first.size();
        for (AtomicPublication next = waiting.peek();
                next != null && size + next.size() <= maxEvents;
                next = waiting.peek()) {
            group.add(waiting.remove());
            size += next.size();
        }
        return group;
    }
}
