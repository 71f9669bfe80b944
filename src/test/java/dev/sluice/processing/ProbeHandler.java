package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventRejectedException;
import dev.sluice.processing.event.Probe;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A channel method whose behaviour is a field of its events. */
@ApplicationScoped
class ProbeHandler {

    static final String NOT_FIXED = "the handler is not fixed yet";

    /** Whether the handler's bug is fixed. */
    static volatile boolean fixed;

    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    @Incoming("test.probe")
    @Outgoing(Channels.EVENTS)
    List<SpecificRecord> handle(Probe probe) {
        int attempt = attempts.merge(probe.getKey() + probe.getBehaviour(), 1, Integer::sum);
        return switch (probe.getBehaviour()) {
            case "throw" -> throw new IllegalStateException("the secret of the event");
            case "overflow" -> handle(probe);
            case "hang" -> hang();
            case "large" -> List.of(new Probe(probe.getKey(), "x".repeat(1_100_000)));
            case "throw twice" -> {
                if (attempt <= 2) {
                    throw new IllegalStateException();
                }
                yield List.of(new Probe(probe.getKey(), "result of " + attempt));
            }
            case "reject until fixed" -> {
                if (!fixed) {
                    throw new EventRejectedException(NOT_FIXED);
                }
                yield List.of(new Probe(probe.getKey(), "fixed"));
            }
            case "well" -> List.of(new Probe(probe.getKey(), "result"));
            default -> List.of();
        };
    }

    /** Never returns, and ignores interrupts. */
    private static List<SpecificRecord> hang() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }
}
