package dev.sluice.chaos;

import static dev.sluice.testing.Waits.await;

import dev.sluice.deployment.StandaloneRegistry;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.NewTopics;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.TokenIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** One of each server that Sluice needs. At first none of them can be reached. */
final class Dependencies implements AutoCloseable {

    private static final Path FOLDER = Path.of("target", "dependencies").toAbsolutePath();
    private static final int PARTITIONS = 6;

    private final Broker kafka = new Broker(1, FOLDER.resolve("broker"));
    private final StandaloneRegistry schemas = new StandaloneRegistry();
    private final Postgresql database = new Postgresql(FOLDER.resolve("postgresql"));
    private final TokenIssuer issuer = new TokenIssuer();
    private final URI schemasDirect;
    private final Proxy registry;
    private final Proxy identity;
    private boolean known;
    private boolean filled;

    Dependencies() {
        schemas.start();
        schemasDirect = URI.create(schemas.address());
        registry = new Proxy(schemasDirect.getPort());
        issuer.start();
        identity = new Proxy(URI.create(issuer.url()).getPort());
        List.of(kafka.proxy(), database.proxy(), registry, identity).forEach(Proxy::refuse);
    }

    /**
     * One of them.
     *
     * @param ofIngress the readiness checks that wait for it with the role of that name
     * @param ofWorkers those with the other roles
     * @param publishing whether events are taken without it
     * @param queries whether orders are told of without it
     */
    record Dependency(
            String name,
            List<String> ofIngress,
            List<String> ofWorkers,
            boolean publishing,
            boolean queries,
            Runnable start,
            Runnable stop) {

        @Override
        public String toString() {
            return name;
        }
    }

    List<Dependency> all() {
        return List.of(
                new Dependency(
                        "Kafka",
                        List.of("ingress topics", "topics"),
                        List.of("projection", "topics"),
                        false,
                        true,
                        this::startKafka,
                        () -> {
                            kafka.proxy().refuse();
                            kafka.process().kill();
                        }),
                new Dependency(
                        "the schema registry",
                        List.of("event schemas"),
                        List.of("event schemas"),
                        true,
                        true,
                        registry::release,
                        registry::refuse),
                new Dependency(
                        "PostgreSQL",
                        List.of("database"),
                        List.of("database", "projection"),
                        true,
                        false,
                        this::startDatabase,
                        () -> {
                            database.proxy().refuse();
                            database.crash();
                        }),
                new Dependency(
                        "the identity provider",
                        List.of("identity provider"),
                        List.of(),
                        true,
                        true,
                        identity::release,
                        identity::refuse));
    }

    private void startKafka() {
        if (known) {
            kafka.process().restart();
        } else {
            kafka.start(Uuid.randomUuid().toString(), List.of(Ports.free()));
            known = true;
        }
        kafka.proxy().release();
        if (!filled) {
            init();
            filled = true;
        }
    }

    /** As before a release; what cannot be reached yet fails. */
    private void init() {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.init-and-exit", "true");
        try (ChildProcess process =
                new ChildProcess(PackagedApplication.command(settings), Path.of("target", "dependencies-init.log"))) {
            process.awaitEnd();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.internal()));
    }

    /** Deletes a topic, and creates it again. */
    void makeAnew(String topic) {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(topic));
            await().until(() -> !admin.listTopics().names().get().contains(topic));
            NewTopics.create(admin, List.of(new NewTopic(topic, PARTITIONS, (short) 1)));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void startDatabase() {
        if (database.isStarted()) {
            database.restart();
        } else {
            database.start();
        }
        database.proxy().release();
    }

    /** What the processes are told of them. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("kafka.bootstrap.servers", kafka.clients());
        settings.put(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                "http://localhost:" + registry.port() + schemasDirect.getPath());
        settings.put("quarkus.oidc.auth-server-url", "https://localhost:" + identity.port());
        settings.putAll(issuer.trust());
        settings.put("quarkus.oidc.token.audience", TokenIssuer.AUDIENCE);
        // As in production: a topic that is not there is waited for.
        settings.put("sluice.admin.topics.create", "false");
        return settings;
    }

    @Override
    public void close() {
        identity.close();
        issuer.stop();
        registry.close();
        schemas.close();
        database.close();
        kafka.close();
    }
}
