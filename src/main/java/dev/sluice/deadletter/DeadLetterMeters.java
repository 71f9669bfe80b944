package dev.sluice.deadletter;

import dev.sluice.kafka.TransactionMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What was done about letters, for metrics, from the start of the application. Safe for any thread. */
@Singleton
@Startup
class DeadLetterMeters {

    private final Counter redriven;
    private final Counter discarded;
    private final Counter purged;
    private final TransactionMeters transactions;

    DeadLetterMeters(MeterRegistry meters) {
        redriven = counter(meters, "sluice.dead.letters.redriven", "Dead letters that were sent again");
        discarded = counter(meters, "sluice.dead.letters.discarded", "Dead letters that are not to be sent again");
        purged = counter(meters, "sluice.dead.letters.purged", "Dead letters that were deleted, all dealt with before");
        transactions = new TransactionMeters(meters, "dead-letters");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void redriven(int letters) {
        redriven.increment(letters);
    }

    void discarded() {
        discarded.increment();
    }

    void purged(long letters) {
        purged.increment((double) letters);
    }

    TransactionMeters transactions() {
        return transactions;
    }
}
