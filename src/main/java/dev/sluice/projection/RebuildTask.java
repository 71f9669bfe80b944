package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.PartitionOffsets;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Uuid;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * The process that rebuilds the tables. It exits with 0 if the new tables are live, and with 1 if the tables are
 * unchanged.
 */
@ApplicationScoped
class RebuildTask {

    private static final Logger LOG = Logger.getLogger(RebuildTask.class);

    private final ProjectionConfig.Rebuild config;
    private final Database database;
    private final Instance<Flyway> migrations;
    private final List<Projector> projectors;
    private final Instance<BatchWriter.Factory> writers;
    private final KafkaClients kafka;
    private final KafkaAdmin admin;
    private final List<String> topics;

    RebuildTask(
            ProjectionConfig config,
            Database database,
            Instance<Flyway> migrations,
            @All List<Projector> projectors,
            Instance<BatchWriter.Factory> writers,
            KafkaClients kafka,
            KafkaAdmin admin,
            @ConfigProperty(name = ProjectionChannel.TOPICS) Optional<List<String>> topics) {
        this.config = config.rebuild();
        this.database = database;
        this.migrations = migrations;
        this.projectors = projectors;
        this.writers = writers;
        this.kafka = kafka;
        this.admin = admin;
        this.topics = topics.orElse(List.of());
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            new Thread(this::run, "sluice-rebuild").start();
        }
    }

    /** A rebuild that is stopped early has failed. The exit code of one that has ended is set already, and stays. */
    void stop(@Observes ShutdownEvent event) {
        if (config.enabled()) {
            Quarkus.asyncExit(1);
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(config.consumer())) {
            Quarkus.asyncExit(rebuild(consumer) ? 0 : 1);
        } catch (RuntimeException e) {
            LOG.error("Projection rebuild failed, the tables are unchanged", e);
            Quarkus.asyncExit(1);
        }
    }

    private boolean rebuild(Consumer<byte[], byte[]> consumer) {
        if (topics.isEmpty()) {
            LOG.error("Projection rebuild failed: sluice.projection.topics is not set");
            return false;
        }
        if (!database.isMigrated()) {
            LOG.error("Projection rebuild failed: the database is unavailable or not configured");
            return false;
        }
        List<String> names = projectors.stream()
                .flatMap(projector -> projector.tables().stream())
                .toList();
        ShadowTables tables = new ShadowTables(database.connections(), migrations.get(), names);
        Map<String, Uuid> ids = new HashMap<>();
        new PartitionOffsets(admin).topics(topics).forEach((name, topic) -> ids.put(name, topic.id()));
        if (!ids.keySet().containsAll(topics)) {
            LOG.errorf("Projection rebuild failed: not all of the topics %s exist", topics);
            return false;
        }
        Rebuild rebuild = new Rebuild(consumer, ids, tables, writers.get().ofShadowTables(ids));
        List<String> losses = rebuild.losses();
        if (!losses.isEmpty() && !config.acceptLoss()) {
            LOG.errorf(
                    "Projection rebuild refused, since the log has lost records that the tables still have: %s. To lose them in "
                            + "the tables, too, set sluice.projection.rebuild.accept-loss",
                    losses);
            return false;
        }
        LOG.infof("Projection rebuilt from %d records", rebuild.run());
        return true;
    }
}
