package dev.sluice.projection;

import dev.sluice.database.Database;
import dev.sluice.event.EventCatalog;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.registry.SchemaRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** The process that rebuilds the tables: it ends with 0 when they are in their place, and else with 1. */
@ApplicationScoped
class RebuildTask {

    private static final Logger LOG = Logger.getLogger(RebuildTask.class);

    private final ProjectionConfig.Rebuild config;
    private final Duration maxTransactionTime;
    private final Database database;
    private final Instance<Flyway> migrations;
    private final List<Projector> projectors;
    private final ProjectionMeters meters;
    private final EventCatalog catalog;
    private final SchemaRegistry registry;
    private final Instance<Deserializer<Object>> deserializers;
    private final KafkaClients kafka;
    private final List<String> topics;

    RebuildTask(
            ProjectionConfig config,
            Database database,
            Instance<Flyway> migrations,
            @All List<Projector> projectors,
            EventCatalog catalog,
            SchemaRegistry registry,
            Instance<Deserializer<Object>> deserializers,
            KafkaClients kafka,
            ProjectionMeters meters,
            @ConfigProperty(name = ProjectionChannel.TOPICS) List<String> topics) {
        this.config = config.rebuild();
        this.maxTransactionTime = config.maxTransactionTime();
        this.database = database;
        this.migrations = migrations;
        this.projectors = projectors;
        this.meters = meters;
        this.catalog = catalog;
        this.registry = registry;
        this.deserializers = deserializers;
        this.kafka = kafka;
        this.topics = topics;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            new Thread(this::run, "sluice-rebuild").start();
        }
    }

    /** Whoever is told to stop before has rebuilt nothing; the code of one that has ended was given first, and stays. */
    void stop(@Observes ShutdownEvent event) {
        if (config.enabled()) {
            Quarkus.asyncExit(1);
        }
    }

    private void run() {
        try (Consumer<byte[], byte[]> consumer = kafka.consumer(config.consumer())) {
            Quarkus.asyncExit(rebuild(consumer) ? 0 : 1);
        } catch (RuntimeException e) {
            LOG.error("The projection is not rebuilt, and stays as it was", e);
            Quarkus.asyncExit(1);
        }
    }

    private boolean rebuild(Consumer<byte[], byte[]> consumer) {
        if (!database.isMigrated()) {
            LOG.error("The projection is not rebuilt: the database does not answer, or is not configured");
            return false;
        }
        List<String> names = projectors.stream()
                .flatMap(projector -> projector.tables().stream())
                .toList();
        ShadowTables tables = new ShadowTables(database.pool(), migrations.get(), names);
        var transaction = new ProjectionTransaction(
                database.pool(), ShadowTables.SCHEMA, projectors, Map.of(), maxTransactionTime, meters);
        Rebuild rebuild = new Rebuild(
                consumer,
                topics,
                tables,
                new BatchWriter(
                        new EventDecoder(catalog, registry, deserializers.get()),
                        transaction,
                        (record, reason, cause) -> {},
                        meters));
        List<String> losses = rebuild.losses();
        if (!losses.isEmpty() && !config.acceptLoss()) {
            LOG.errorf(
                    "The projection is not rebuilt, since that would lose what the log has not any more: %s. To accept "
                            + "that, set sluice.projection.rebuild.accept-loss",
                    losses);
            return false;
        }
        LOG.infof("The projection is rebuilt from %d records", rebuild.run());
        return true;
    }
}
