package dev.sluice.deadletter;

import dev.sluice.kafka.TransactionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Counters of redriven, discarded and purged dead letters, registered at startup. Safe for any thread. */
@Singleton
@Startup
class DeadLetterMeters {

    private final Counter redriven;
    private final Counter discarded;
    private final Counter purged;
    private final TransactionMeters transactions;

    DeadLetterMeters(MeterRegistry meters) {
        redriven = counter(meters, "sluice.dead.letters.redriven", "Dead letters that were redriven");
        discarded = counter(meters, "sluice.dead.letters.discarded", "Dead letters that were discarded");
        purged = counter(meters, "sluice.dead.letters.purged", "Resolved dead letters that were deleted by a purge");
        transactions = new TransactionMeters(meters, "dead-letters");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void redriven(int count) {
        redriven.increment(count);
    }

    void discarded() {
        discarded.increment();
    }

    void purged(long count) {
        purged.increment((double) count);
    }

    TransactionMeters transactions() {
        return transactions;
    }
}
