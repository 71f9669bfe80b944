package dev.sluice.example.orders.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.StandaloneRegistry;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.Replica;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Runs two replicas of the package and three brokers under load and faults, and checks the delivery guarantees of
 * docs/reliability.md. {@code -Dchaos.rounds=} sets the number of rounds, {@code -Dchaos.seconds=} the maximum time under load in
 * each, and {@code -Dchaos.seed=} repeats a round with the seed that it printed.
 */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosIT {

    private static final int REPLICAS = 2;
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 1);
    private static final Duration TIME_UNDER_LOAD = Duration.ofSeconds(Integer.getInteger("chaos.seconds", 30));
    private static final long SEED = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));

    /** Off, since Kafka's clients log each connection that a fault breaks. The field keeps the logger from being collected. */
    private static final Logger KAFKA_LOGGER = Logger.getLogger("org.apache.kafka");

    private final StandaloneRegistry registry = new StandaloneRegistry();
    private final StandaloneRegistry emptyRegistry = new StandaloneRegistry();
    private final Cluster cluster = new Cluster(Path.of("target", "chaos").toAbsolutePath());
    private final Postgresql database =
            new Postgresql(Path.of("target", "chaos", "postgresql").toAbsolutePath());
    private Proxy registryProxy;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Report report = new Report();

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void start() throws Exception {
        KAFKA_LOGGER.setLevel(Level.OFF);
        registry.start();
        emptyRegistry.start();
        database.start();
        cluster.start();
        URI registryUrl = URI.create(registry.address());
        registryProxy = new Proxy(registryUrl.getPort());
        settings.putAll(database.settings());
        settings.put(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                "http://localhost:" + registryProxy.port() + registryUrl.getPath());
        settings.put("kafka.bootstrap.servers", cluster.proxiedBootstrapServers());
        // As in production, only the init process registers schemas.
        settings.put("mp.messaging.connector.smallrye-kafka.auto.register.schemas", "false");
        assertThat(PackagedApplication.run("chaos-init", settings, Map.of("quarkus.init-and-exit", "true")))
                .isZero();
        for (int i = 1; i <= REPLICAS; i++) {
            replicas.add(Replica.start("chaos-replica-" + i, settings));
        }
        assertThat(cluster.underReplicatedTopics()).isEmpty();
        cluster.awaitInSync();
    }

    @AfterAll
    void close() {
        replicas.forEach(Replica::close);
        cluster.close();
        if (registryProxy != null) {
            registryProxy.close();
        }
        database.close();
        registry.close();
        emptyRegistry.close();
    }

    @TestFactory
    Stream<DynamicTest> keepsItsGuaranteesUnderFaults() {
        return IntStream.rangeClosed(1, ROUNDS)
                .mapToObj(round -> DynamicTest.dynamicTest(
                        "round " + round + ", seed " + (SEED + round - 1), () -> run(round, SEED + round - 1)));
    }

    private void run(int number, long seed) {
        // Given
        Round round = new Round(
                new SystemUnderTest(
                        cluster,
                        registryProxy,
                        URI.create(emptyRegistry.address()).getPort(),
                        database,
                        replicas,
                        settings),
                registry.address(),
                seed,
                TIME_UNDER_LOAD);
        System.out.printf(
                "Round %d, -Dchaos.seed=%d: %s%n",
                number, seed, round.schedule().description());

        // When
        Round.Result result;
        try {
            result = round.run();
        } catch (RuntimeException | Error e) {
            report.addFailed(number, seed, round.schedule(), e);
            throw e;
        }

        // Then
        report.add(number, seed, round.schedule(), result);
        System.out.println(result);
        assertThat(result.violations()).isEmpty();
        assertThat(result.log().acknowledged()).isPositive();
    }
}
