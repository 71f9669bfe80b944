package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.StandaloneRegistry;
import dev.sluice.testing.HostsFile;
import dev.sluice.testing.InitProcess;
import dev.sluice.testing.NewTopics;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Proxy;
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

/** The servers that Sluice depends on, one of each kind. Initially all of them are unavailable, and their names are unknown. */
final class Dependencies implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("target", "dependencies").toAbsolutePath();
    private static final int PARTITIONS = 6;

    private static final String KAFKA = "kafka.test";
    private static final String REGISTRY = "registry.test";
    private static final String POSTGRESQL = "postgresql.test";
    private static final String ISSUER = "issuer.test";

    private final HostsFile hosts = new HostsFile(Path.of("target", "dependencies.hosts"));
    private final Broker kafka = new Broker(1, DIRECTORY.resolve("broker"), KAFKA);
    private final StandaloneRegistry registry = new StandaloneRegistry();
    private final Postgresql database = new Postgresql(DIRECTORY.resolve("postgresql"), POSTGRESQL);
    private final TokenIssuer issuer = new TokenIssuer(ISSUER);
    private final URI registryUrl;
    private final Proxy registryProxy;
    private final Proxy issuerProxy;
    private boolean kafkaStarted;
    private boolean initialized;

    Dependencies() {
        registry.start();
        registryUrl = URI.create(registry.address());
        registryProxy = new Proxy(registryUrl.getPort());
        issuer.start();
        issuerProxy = new Proxy(URI.create(issuer.url()).getPort());
        List.of(kafka.proxy(), database.proxy(), registryProxy, issuerProxy).forEach(Proxy::refuseConnections);
    }

    /**
     * A server and what depends on it.
     *
     * @param host the name by which Sluice knows it
     * @param ingressChecks readiness checks of the ingress process that are DOWN until the server is available
     * @param workerChecks readiness checks of the other process that are DOWN until the server is available
     * @param publishing whether publishing works without the server
     * @param queries whether order queries work without the server
     */
    record Dependency(
            String name,
            String host,
            List<String> ingressChecks,
            List<String> workerChecks,
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
                        KAFKA,
                        List.of("ingress topics", "topics"),
                        List.of("processing", "projection", "topics"),
                        false,
                        true,
                        this::startKafka,
                        () -> {
                            kafka.proxy().refuseConnections();
                            kafka.process().kill();
                        }),
                new Dependency(
                        "the schema registry",
                        REGISTRY,
                        List.of("event schemas"),
                        List.of("event schemas"),
                        true,
                        true,
                        registryProxy::restore,
                        registryProxy::refuseConnections),
                new Dependency(
                        "PostgreSQL",
                        POSTGRESQL,
                        List.of("database"),
                        List.of("database", "projection"),
                        true,
                        false,
                        this::startDatabase,
                        () -> {
                            database.proxy().refuseConnections();
                            database.crash();
                        }),
                new Dependency(
                        "the identity provider",
                        ISSUER,
                        List.of("identity provider"),
                        List.of(),
                        true,
                        true,
                        issuerProxy::restore,
                        issuerProxy::refuseConnections));
    }

    /** Makes the name of a server known, or unknown, to Sluice. */
    void setNameKnown(Dependency dependency, boolean isKnown) {
        if (isKnown) {
            hosts.add(dependency.host());
        } else {
            hosts.remove(dependency.host());
        }
    }

    private void startKafka() {
        if (kafkaStarted) {
            kafka.process().restart();
        } else {
            kafka.start(Uuid.randomUuid().toString(), List.of(Ports.free()));
            kafkaStarted = true;
        }
        kafka.proxy().restore();
        if (!initialized) {
            hosts.add(KAFKA);
            runInitProcess();
            initialized = true;
        }
    }

    /** Runs an init process, as before a release. Tasks whose servers are still unavailable fail. */
    private void runInitProcess() {
        InitProcess init = InitProcess.run("dependencies-init", settings(), Map.of());
        assertThat(init.exit()).isOne();
        assertThat(init.log())
                .contains("Init task completed: topics")
                .containsPattern("ERROR .*Init task failed: schemas: .*" + REGISTRY)
                .containsPattern("ERROR .*Init task failed: database: .*" + POSTGRESQL);
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.directAddress()));
    }

    /** Deletes and recreates a topic. */
    void recreateTopic(String topic) {
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
        database.proxy().restore();
    }

    /** Returns the settings with which a process connects to the servers. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(hosts.settings());
        settings.putAll(database.settings());
        settings.put("kafka.bootstrap.servers", kafka.proxiedAddress());
        settings.put(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                "http://" + REGISTRY + ":" + registryProxy.port() + registryUrl.getPath());
        settings.put("quarkus.oidc.auth-server-url", "https://" + ISSUER + ":" + issuerProxy.port());
        settings.putAll(issuer.trustSettings());
        settings.put("quarkus.oidc.token.audience", TokenIssuer.AUDIENCE);
        // The application waits for topics and does not create them, as in production.
        settings.put("sluice.admin.topics.create", "false");
        return settings;
    }

    @Override
    public void close() {
        issuerProxy.close();
        issuer.stop();
        registryProxy.close();
        registry.close();
        database.close();
        kafka.close();
    }
}
