package dev.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deployment.StandaloneRegistry;
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
 * Two replicas of the package on three brokers, under load and faults: each acknowledged order is confirmed exactly once, and
 * the tables say what the log says.
 * {@code -Dchaos.rounds=} and {@code -Dchaos.seconds=} say how many rounds and how long each is under load; the seed of a
 * round, which is printed, repeats it with {@code -Dchaos.seed=}.
 */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosIT {

    private static final int REPLICAS = 2;
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 1);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("chaos.seconds", 30));
    private static final long SEED = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));

    /** Kafka's clients would tell of each connection that a fault breaks; held here, since loggers are held weakly. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private final StandaloneRegistry schemas = new StandaloneRegistry();
    private final Cluster cluster = new Cluster(Path.of("target", "chaos").toAbsolutePath());
    private final Postgresql database =
            new Postgresql(Path.of("target", "chaos", "postgresql").toAbsolutePath());
    private Proxy registry;
    private final List<Replica> replicas = new ArrayList<>();
    private final Report report = new Report();

    @BeforeAll
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void start() throws Exception {
        KAFKA.setLevel(Level.OFF);
        schemas.start();
        database.start();
        cluster.start();
        URI direct = URI.create(schemas.address());
        registry = new Proxy(direct.getPort());
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                "http://localhost:" + registry.port() + direct.getPath());
        settings.put("kafka.bootstrap.servers", cluster.clients());
        for (int i = 1; i <= REPLICAS; i++) {
            replicas.add(Replica.start("chaos-replica-" + i, settings));
        }
        assertThat(cluster.lessReplicated()).isEmpty();
        cluster.awaitWhole();
    }

    @AfterAll
    void close() {
        replicas.forEach(Replica::close);
        cluster.close();
        if (registry != null) {
            registry.close();
        }
        database.close();
        schemas.close();
    }

    @TestFactory
    Stream<DynamicTest> eachAcknowledgedOrderIsConfirmedExactlyOnce() {
        return IntStream.rangeClosed(1, ROUNDS)
                .mapToObj(round -> DynamicTest.dynamicTest(
                        "round " + round + ", seed " + (SEED + round - 1), () -> run(round, SEED + round - 1)));
    }

    private void run(int number, long seed) {
        // Given
        Round round = new Round(new Site(cluster, registry, database, replicas), schemas.address(), seed, TIME);
        System.out.printf(
                "Round %d, -Dchaos.seed=%d: %s%n",
                number, seed, round.schedule().describe());

        // When
        Result result;
        try {
            result = round.run();
        } catch (RuntimeException | Error e) {
            report.failed(number, seed, round.schedule(), e);
            throw e;
        }

        // Then
        report.add(number, seed, round.schedule(), result);
        System.out.println(result);
        assertThat(result.violations()).isEmpty();
        assertThat(result.log().acknowledged()).isPositive();
    }
}
