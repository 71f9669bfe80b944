package dev.sluice.example.orders.manifests;

import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.sluice.deployment.StandaloneRegistry;
import dev.sluice.example.orders.Orders;
import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.KeyStores;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Replica;
import dev.sluice.testing.SecuredRegistry;
import dev.sluice.testing.SluiceApi;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ACLs in the manifests and the accounts of {@code deploy/postgresql/roles.sql} are sufficient for the package, with the
 * processes and users of the manifests. Only the operators' API may delete records and reset groups.
 */
class KafkaAclsIT {

    private static final StandaloneRegistry REGISTRY = new StandaloneRegistry();
    private static SecuredRegistry securedRegistry;
    private static KafkaWithAcls kafka;
    private static EmbeddedPostgres postgresql;

    @BeforeAll
    static void startServers() throws Exception {
        System.setProperty(
                "ot.epg.working-dir",
                Path.of("target", "dev-services", "postgresql").toAbsolutePath().toString());
        REGISTRY.start();
        securedRegistry = new SecuredRegistry(REGISTRY.address());
        postgresql = EmbeddedPostgres.builder()
                .setServerConfig("unix_socket_directories", "")
                .start();
        try (Connection superuser = postgresql.getPostgresDatabase().getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute(Files.readString(Path.of("deploy/postgresql/roles.sql")));
        }
        kafka = new KafkaWithAcls(Manifests.of(Manifests.yaml("kafka")));
        kafka.apply();
    }

    @AfterAll
    static void stopServers() throws Exception {
        kafka.close();
        postgresql.close();
        securedRegistry.close();
        REGISTRY.close();
    }

    private static Map<String, String> settings(String user, String components) {
        Map<String, String> settings = new HashMap<>(kafka.settings(user));
        settings.put("sluice.roles", components);
        String connector = "mp.messaging.connector.smallrye-kafka.";
        settings.put(connector + "schema.registry.url", securedRegistry.address());
        settings.put(connector + "basic.auth.user.info", SecuredRegistry.USER_INFO);
        settings.put(
                connector + "schema.registry.ssl.truststore.location",
                securedRegistry.trustStore().toString());
        settings.put(connector + "schema.registry.ssl.truststore.password", KeyStores.PASSWORD);
        String database = "postgresql://localhost:" + postgresql.getPort() + "/postgres";
        settings.put("quarkus.datasource.reactive.url", database);
        settings.put("quarkus.datasource.jdbc.url", "jdbc:" + database);
        // The server of the test asks no account for a password.
        settings.put("quarkus.datasource.username", user.replace('-', '_'));
        settings.put("quarkus.datasource.password", "none");
        // The application does not create topics, as in production.
        settings.put("sluice.admin.topics.create", "false");
        return settings;
    }

    @Test
    void aclsAreSufficientForEachComponent() throws Exception {
        // Given
        assertThat(runInitProcess()).isZero();

        // When
        try (Replica ingress = Replica.start("kafka-acls-ingress", settings("sluice-ingress", "ingress,query"));
                Replica admin = Replica.start("kafka-acls-admin", settings("sluice-admin", "admin"));
                Replica processing =
                        Replica.start("kafka-acls-processing", settings("sluice-processing", "processing"));
                Replica projection =
                        Replica.start("kafka-acls-projection", settings("sluice-projection", "projection"))) {

            // Then
            publishes(ingress);
            rebuildsProjection();
            publishesOnce(ingress);
            resolvesDeadLetters(admin);
            describesTopicsAndGroups(admin);
            for (Replica replica : List.of(ingress, processing, projection, admin)) {
                measuresLag(replica);
            }
            processing.stop();
            resetsGroup(admin);
        }
        for (String component : List.of("ingress", "processing", "projection", "admin")) {
            assertThat(Files.readString(Path.of("target/kafka-acls-" + component + ".log")))
                    .doesNotContain("AuthorizationException", "Not authorized", "permission denied");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice-ingress", "sluice-processing", "sluice-projection", "sluice-init", "sluice-keda"})
    void onlyAdminMayDeleteRecordsAndResetGroups(String user) {
        // Given
        TopicPartition deadLetters = new TopicPartition("orders.dlq", 0);
        TopicPartition events = new TopicPartition("orders", 0);
        try (Admin client = kafka.admin(user)) {
            // When
            var deletion = client.deleteRecords(
                    Map.of(deadLetters, RecordsToDelete.beforeOffset(0), events, RecordsToDelete.beforeOffset(0)));
            var topics = client.deleteTopics(List.of("orders", "orders.dlq"));
            var reset = client.alterConsumerGroupOffsets(
                    user.equals("sluice-projection") ? "sluice-processing" : "sluice-projection",
                    Map.of(events, new OffsetAndMetadata(0)));

            // Then
            deletion.lowWatermarks().values().forEach(result -> assertRejected(result));
            topics.topicNameValues().values().forEach(result -> assertRejected(result));
            assertRejected(reset.all());
        }
    }

    private static void assertRejected(KafkaFuture<?> result) {
        assertThatThrownBy(result::get).hasCauseInstanceOf(AuthorizationException.class);
    }

    private static int runInitProcess() {
        Map<String, String> settings = settings("sluice-init", "task");
        settings.put("quarkus.profile", "test");
        settings.put("quarkus.init-and-exit", "true");
        return runTask("init", settings);
    }

    private static int runTask(String name, Map<String, String> settings) {
        settings.put("quarkus.http.port", Integer.toString(Ports.free()));
        settings.put("quarkus.management.port", Integer.toString(Ports.free()));
        Path log = Path.of("target/kafka-acls-" + name + ".log");
        try (ChildProcess process = new ChildProcess(PackagedApplication.command(settings), log)) {
            return process.awaitExit();
        }
    }

    /** The new tables replace those that the other processes use, with the same rights. */
    private static void rebuildsProjection() {
        Map<String, String> settings = settings("sluice-projection", "task");
        settings.put("quarkus.datasource.username", "sluice_init");
        settings.put("quarkus.profile", "test,rebuild");
        assertThat(runTask("rebuild", settings)).isZero();
    }

    /** Uses all tables: a key in one, and the order in those of the projection. */
    private static void publishesOnce(Replica ingress) {
        for (int times = 0; times < 2; times++) {
            api(ingress)
                    .withKey("acls")
                    .publish("order.created", Orders.created("ord-3", "customer-1"))
                    .statusCode(201);
        }
        await().atMost(LONG_LIMIT)
                .untilAsserted(() -> api(ingress).get("/orders/ord-3").body("status", equalTo("confirmed")));
    }

    private static SluiceApi api(Replica replica) {
        return SluiceApi.at(replica.address());
    }

    private static void publishes(Replica ingress) {
        api(ingress)
                .publish("order.created", Orders.created("ord-1", "customer-1"))
                .statusCode(201);
        api(ingress)
                .publishAtomically(batch(event("order.created", Orders.created("ord-2", "customer-1"))))
                .statusCode(201);
        await().atMost(LONG_LIMIT).untilAsserted(() -> {
            api(ingress).get("/orders/ord-1").body("status", equalTo("confirmed"));
            api(ingress).get("/orders/ord-2").body("status", equalTo("confirmed"));
        });
    }

    private static void resolvesDeadLetters(Replica admin) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.superuserBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("orders", new byte[] {1}, new byte[] {9, 9}))
                    .get();
        }
        await().atMost(LONG_LIMIT).untilAsserted(() -> api(admin)
                .get("/dead-letters?topic=orders.dlq")
                .statusCode(200)
                .body("letters.original.topic", hasItem("orders")));
        api(admin)
                .post("/dead-letters/redrive?topic=orders.dlq&dry-run=false")
                .statusCode(200)
                .body(containsString("\"sent\":1"));
        api(admin).post("/dead-letters/purge?topic=orders.dlq&dry-run=false").statusCode(200);
    }

    private static void describesTopicsAndGroups(Replica admin) {
        for (String path :
                List.of("/topics", "/topics/orders", "/consumer-groups", "/consumer-groups/sluice-projection")) {
            api(admin).get(path).statusCode(200);
        }
    }

    private static void measuresLag(Replica replica) {
        await().atMost(LONG_LIMIT).untilAsserted(() -> {
            String metrics = given().get(replica.management("metrics")).asString();
            for (String group : List.of("sluice-processing", "sluice-projection")) {
                assertThat(metrics).containsPattern("sluice_consumer_lag_seconds\\{[^}]*group=\"" + group);
            }
        });
    }

    private static void resetsGroup(Replica admin) {
        await().atMost(LONG_LIMIT).untilAsserted(() -> api(admin)
                .post("/consumer-groups/sluice-processing/reset?to=latest&dry-run=false")
                .statusCode(200)
                .body("partitions.result", hasItem("reset")));
    }
}
