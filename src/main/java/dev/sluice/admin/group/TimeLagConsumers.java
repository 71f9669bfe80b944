package dev.sluice.admin.group;

import dev.sluice.kafka.ConsumerPool;
import dev.sluice.kafka.KafkaClients;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The consumers that read the oldest records. */
final class TimeLagConsumers implements AutoCloseable {

    private final ConsumerPool committed;
    private final ConsumerPool uncommitted;
    private final GroupsConfig config;

    TimeLagConsumers(KafkaClients kafka, String name, int size, GroupsConfig config) {
        this.config = config;
        this.committed = pool(kafka, name, size, "read_committed");
        this.uncommitted = pool(kafka, name + "-uncommitted", size, "read_uncommitted");
    }

    private ConsumerPool pool(KafkaClients kafka, String name, int size, String isolation) {
        Map<String, String> settings = new HashMap<>(config.consumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        return new ConsumerPool(
                kafka,
                name,
                size,
                settings,
                () -> GroupProblem.BUSY.with("No more than sluice.consumer-groups.max-requests are served at once"));
    }

    TimeLag oldestRecords(Clock clock) {
        return new TimeLag(committed, uncommitted, config.maxTime(), clock);
    }

    @Override
    public void close() {
        committed.close();
        uncommitted.close();
    }
}
