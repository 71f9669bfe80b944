package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.deployment.StandaloneRegistry;
import dev.sluice.example.orders.Orders;
import dev.sluice.testing.HostsFile;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SluiceApi;
import io.restassured.response.ValidatableResponse;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Brokers that Sluice cannot reach, or only at another address, while they reach each other and stay leaders. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BrokerAddressesIT {

    private static final int SILENT = 1;
    private static final String TYPE = "order.created";
    private static final String REFUSED = "urn:sluice:problem:not-written";

    private final StandaloneRegistry registry = new StandaloneRegistry();
    private final Cluster cluster =
            new Cluster(Path.of("target", "broker-addresses-cluster").toAbsolutePath());
    private final HostsFile hosts = new HostsFile(Path.of("target", "broker-addresses.hosts"));
    private Replica replica;
    private SluiceApi sluice;
    private String silentKey;
    private String otherKey;

    @BeforeAll
    void start() throws Exception {
        registry.start();
        cluster.start();
        hosts.add("localhost");
        Map<String, String> settings = new HashMap<>(hosts.settings());
        settings.put(
                "mp.messaging.connector.smallrye-kafka.schema.registry.url",
                registry.address().replace("localhost", "127.0.0.1"));
        settings.put("kafka.bootstrap.servers", cluster.proxiedBootstrapServers());
        settings.put("sluice.roles", "ingress");
        replica = Replica.start("broker-addresses", settings);
        sluice = SluiceApi.at(replica.address());
        cluster.awaitInSync();
        List<Integer> leaders = leaders(cluster.admin());
        silentKey = key(leaders, true);
        otherKey = key(leaders, false);
    }

    @AfterAll
    void close() {
        if (replica != null) {
            replica.close();
        }
        cluster.close();
        registry.close();
    }

    private static List<Integer> leaders(Admin admin) throws Exception {
        return admin.describeTopics(List.of("orders")).allTopicNames().get().get("orders").partitions().stream()
                .map(partition -> partition.leader().id())
                .toList();
    }

    private static String key(List<Integer> leaders, boolean isSilent) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> "customer-" + i)
                .filter(key -> leaders.get(Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % leaders.size())
                        == SILENT
                        == isSilent)
                .findFirst()
                .orElseThrow();
    }

    private ValidatableResponse publish(String key) {
        return sluice.publish(TYPE, Orders.created("ord-silent", key));
    }

    private static String created(String key) {
        return event(TYPE, Orders.created("ord-silent", key));
    }

    @Test
    void refusesEventsForItsPartitionsImmediately() {
        // Given
        publish(silentKey).statusCode(201);
        sluice.publishAtomically(batch(created(silentKey))).statusCode(201);

        // When
        cluster.brokers().get(SILENT - 1).proxy().blockRequests();
        publish(silentKey).statusCode(504);

        // Then
        publish(silentKey).statusCode(503).header("Retry-After", "1");
        sluice.publishBatch(batch(created(silentKey), created(otherKey)))
                .statusCode(207)
                .body("results.status", contains(503, 201))
                .body("results[0].problem.type", equalTo(REFUSED));
        assertThat(sluice.publishLines(created(silentKey) + "\n" + created(otherKey) + "\n")
                        .extract()
                        .asString()
                        .lines()
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .collect(joining("\n")))
                .isEqualTo("{\"status\":503\n{\"status\":201");
        sluice.publishAtomically(batch(created(otherKey), created(silentKey))).statusCode(503);
        assertThatOthersAreFast();
        given().get(replica.management("health/ready"))
                .then()
                .statusCode(200)
                .body(containsString("broker 1 (localhost:"));
        given().get(replica.management("metrics"))
                .then()
                .body(containsString("sluice_ingress_refused_partitions{broker=\"" + SILENT + "\"} "));

        // When
        cluster.brokers().get(SILENT - 1).proxy().restore();

        // Then
        await().atMost(LONG_LIMIT).until(() -> publish(silentKey).extract().statusCode() == 201);
        given().get(replica.management("metrics"))
                .then()
                .body(containsString("sluice_ingress_refused_partitions{broker=\"" + SILENT + "\"} 0.0"));
    }

    @Test
    void publishesSoonAfterAllBrokersHaveMoved() throws Exception {
        // Given
        publish(otherKey).statusCode(201);
        cluster.brokers().forEach(broker -> broker.proxy().refuseConnections());
        publish(otherKey).statusCode(anyOf(equalTo(503), equalTo(504)));

        // When
        hosts.move("localhost", "127.0.0.2");
        for (Broker broker : cluster.brokers()) {
            broker.proxy().moveTo(InetAddress.getByName("127.0.0.2"));
        }

        // Then
        // 5 s on an idle machine. The JDK alone would keep the former address for 30 s.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> publish(otherKey).extract().statusCode() == 201);
    }

    /** Each of these events would wait for ten seconds if one of the other kind could delay it. */
    private void assertThatOthersAreFast() {
        assertTimeout(LONG_LIMIT, () -> {
            for (int i = 0; i < 100; i++) {
                publish(silentKey).statusCode(503);
                publish(otherKey).statusCode(201);
            }
        });
    }
}
