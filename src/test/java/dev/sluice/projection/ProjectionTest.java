package dev.sluice.projection;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.SluiceApi.batch;
import static dev.sluice.testing.SluiceApi.event;
import static dev.sluice.testing.Waits.LIMIT;
import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The projection writes each record of the log once, whatever the log contains and however often it is read. */
@QuarkusTest
@WithTestResource(value = ManagementPort.class, scope = TestResourceScope.GLOBAL)
class ProjectionTest {

    private final SluiceApi sluice = new SluiceApi();

    private static final String PARCEL_ROWS = "SELECT * FROM parcels WHERE sender_id = ? ORDER BY parcel_id";
    private static final String EVENTS = "SELECT * FROM event WHERE key = ? ORDER BY topic, partition, \"offset\"";

    @Inject
    ProjectionChannel channel;

    @Inject
    ProjectionPositions positions;

    @Inject
    ProjectionVerification verification;

    @Inject
    ProjectionMembership membership;

    DevServicesContext devServices;
    ManagementPort management;
    EventLog log;
    String sender;

    @BeforeEach
    void newSender() {
        log = new DevServers(devServices).log();
        sender = "projected-" + UUID.randomUUID();
    }

    private void publish(String... events) {
        sluice.publishBatch(batch(events))
                .statusCode(207)
                .body("results.findAll { it.status != 201 }.size()", equalTo(0));
    }

    private String created(String parcelId) {
        return event("parcel.created", PARCELS.created(parcelId, sender));
    }

    private String paid(String parcelId) {
        return event("parcel.paid", PARCELS.paid(parcelId, sender));
    }

    /** Returns rows as maps from column names to texts. */
    private List<Map<String, String>> rows(String sql) {
        try (Connection connection = new DevServers(devServices).database();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, sender);
            List<Map<String, String>> rows = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    Map<String, String> row = new HashMap<>();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.put(found.getMetaData().getColumnName(i), found.getString(i));
                    }
                    rows.add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitStatuses(String... statuses) {
        await().untilAsserted(() -> assertThat(rows(PARCEL_ROWS))
                .extracting(row -> row.get("status"))
                .containsExactly(statuses));
    }

    /** Reads all records of the projected topics, as a consumer without committed offsets does. */
    private ConsumerRecords<byte[], byte[]> wholeLog() {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", new DevServers(devServices).kafka(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of("parcels", "transports").stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(found -> new TopicPartition(found.topic(), found.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> records.computeIfAbsent(
                                new TopicPartition(record.topic(), record.partition()), first -> new ArrayList<>())
                        .add(record));
            }
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    @Test
    void documentedQueryFindsIdsThatClientsGaveToDifferentEvents() throws IOException {
        // Given
        UUID shared = UUID.randomUUID();
        UUID repeated = UUID.randomUUID();
        publish(withId(shared, created("a")), withId(shared, paid("a")));
        publish(withId(repeated, created("b")), withId(repeated, created("b")));
        await().untilAsserted(() -> assertThat(rows(EVENTS))
                .filteredOn(
                        row -> List.of(shared.toString(), repeated.toString()).contains(row.get("event_id")))
                .hasSize(4));
        String page = Files.readString(Path.of("docs/operations.md"));
        String query = page.substring(page.indexOf("```sql\nSELECT event_id") + 7);

        // When
        List<Map<String, String>> found =
                rows("SELECT * FROM (" + query.substring(0, query.indexOf(";")) + ") AS ids WHERE ?::text IS NOT NULL");

        // Then
        assertThat(found)
                .extracting(row -> row.get("event_id"))
                .contains(shared.toString())
                .doesNotContain(repeated.toString());
    }

    private static String withId(UUID id, String event) {
        return "{\"id\":\"" + id + "\"," + event.substring(1);
    }

    @Test
    void skipsRecordsThatAreReadAgain() {
        // Given
        publish(created("a"), created("b"), paid("b"), paid("b"));
        awaitStatuses("confirmed", "transported");
        await().untilAsserted(() -> assertThat(rows(EVENTS)).hasSize(8));
        List<Map<String, String>> parcels = rows(PARCEL_ROWS);
        List<Map<String, String>> events = rows(EVENTS);

        // When
        channel.project(wholeLog(), positions.current().orElseThrow().id())
                .await()
                .atMost(LIMIT);

        // Then
        assertThat(rows(PARCEL_ROWS)).isEqualTo(parcels);
        assertThat(rows(EVENTS)).isEqualTo(events);
        assertThat(parcels.get(1)).containsEntry("payments", "2");
    }

    @Test
    void refillsTablesThatWereSetBack() throws Exception {
        // Given
        publish(created("a"), created("b"));
        awaitStatuses("confirmed", "confirmed");
        Entry second = log.all("parcels", entry -> sender.equals(entry.key())).get(1);

        // When
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement()) {
            String partition = "topic = 'parcels' AND partition = %d".formatted(second.partition());
            statement.execute("DELETE FROM event WHERE %s AND \"offset\" >= %d".formatted(partition, second.offset()));
            statement.execute("DELETE FROM parcels WHERE sender_id = '%s' AND parcel_id = 'b'".formatted(sender));
            statement.execute(
                    "UPDATE projection_position SET next_offset = %d WHERE %s".formatted(second.offset(), partition));
        }
        publish(created("c"));

        // Then
        awaitStatuses("confirmed", "confirmed", "confirmed");
        assertThat(rows(EVENTS)).hasSize(6);
    }

    /** Keeps all statements on the positions waiting, as a database that does not answer. */
    private Connection silence() throws SQLException {
        Connection connection = new DevServers(devServices).database();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE projection_position IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    private KafkaConsumer<byte[], byte[]> newMember() {
        var member = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        new DevServers(devServices).kafka(),
                        "group.id",
                        "sluice-projection",
                        "enable.auto.commit",
                        false,
                        "partition.assignment.strategy",
                        CooperativeStickyAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of("parcels"));
        return member;
    }

    @Test
    void rebalancesWhileTheDatabaseDoesNotAnswer() throws SQLException {
        // Given
        try (Connection silent = silence();
                KafkaConsumer<byte[], byte[]> first = newMember();
                KafkaConsumer<byte[], byte[]> second = newMember()) {
            await().until(() -> {
                first.poll(Duration.ofMillis(50));
                return first.groupMetadata().generationId() > 0;
            });

            // When
            await().until(() -> {
                first.poll(Duration.ofMillis(50));
                second.poll(Duration.ofMillis(50));
                return second.groupMetadata().generationId() > 0;
            });
            silent.rollback();
        }

        // Then
        publish(created("a"));
        awaitStatuses("confirmed");
    }

    @Test
    void takesPartAgainAfterAnOutage() throws SQLException {
        // Given
        await().until(() -> positions.current().isPresent());
        try (Connection silent = silence()) {
            membership.leave();
            await().until(() -> positions.current().orElseThrow().partitions().isEmpty());
            publish(created("a"));

            // When
            silent.rollback();
        }

        // Then
        awaitStatuses("confirmed");
    }

    @Test
    void keepsPartitionsDuringARebalance() throws Exception {
        // When
        Map<String, ConsumerGroupDescription> groups;
        try (Admin admin = new DevServers(devServices).admin()) {
            groups = admin.describeConsumerGroups(List.of("sluice-projection", "sluice-processing"))
                    .all()
                    .get();
        }

        // Then
        assertThat(groups.values())
                .extracting(ConsumerGroupDescription::partitionAssignor)
                .containsOnly("cooperative-sticky");
    }

    @Test
    void doesNotReadRecreatedTopicUntilItsPositionIsValid() throws Exception {
        // Given
        publish(created("a"));
        awaitStatuses("confirmed");
        int partition =
                log.all("parcels", entry -> sender.equals(entry.key())).get(0).partition();
        TopicPartition unread = new TopicPartition("parcels", partition);
        String id = setTopicId(partition, Uuid.randomUuid().toString());

        // When
        await().until(() -> verification.invalidPartitions().contains(unread));
        publish(created("b"));

        // Then
        await().until(() -> positions.current().orElseThrow().unread().contains(unread));
        assertThat(rows(PARCEL_ROWS)).hasSize(1);
        management
                .get("metrics")
                .body(containsString("sluice_positions_invalid{part=\"projection\",reason=\"recreated\"} 1.0"));
        management
                .get("health/ready")
                .statusCode(200)
                .body("checks.find { it.name == 'projection' }.data.unread", equalTo(unread.toString()))
                .body("checks.find { it.name == 'projection' }.data.reason", containsString("recreated"));

        // When
        setTopicId(partition, id);

        // Then
        awaitStatuses("confirmed", "confirmed");
        assertThat(rows(EVENTS)).hasSize(4);
        assertThat(verification.invalidPartitions()).isEmpty();
    }

    /** Sets the topic id of a position; returns the former one. */
    private String setTopicId(int partition, String id) throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement()) {
            String where = "WHERE topic = 'parcels' AND partition = " + partition;
            ResultSet found = statement.executeQuery("SELECT topic_id FROM projection_position " + where);
            found.next();
            String former = found.getString(1);
            statement.execute(
                    "UPDATE projection_position SET topic_id = " + (id == null ? "NULL " : "'" + id + "' ") + where);
            return former;
        }
    }

    @Test
    void addsTopicIdToPositionOfAnEarlierRelease() throws Exception {
        // Given
        publish(created("a"));
        awaitStatuses("confirmed");
        int partition =
                log.all("parcels", entry -> sender.equals(entry.key())).get(0).partition();
        String id = setTopicId(partition, null);

        // When
        verification.verify();

        // Then
        assertThat(setTopicId(partition, id)).isEqualTo(id);
    }

    @Test
    void writesEventsAsTheyAreInTheLog() {
        // When
        publish(created("a"));
        awaitStatuses("confirmed");

        // Then
        Entry entry = log.all("parcels", one -> sender.equals(one.key())).get(0);
        assertThat(rows(EVENTS).get(0))
                .containsEntry("topic", "parcels")
                .containsEntry("partition", Integer.toString(entry.partition()))
                .containsEntry("offset", Long.toString(entry.offset()))
                .containsEntry("event_id", entry.headers().get("event-id"))
                .containsEntry("type", "parcel.created")
                .containsEntry("subject", "a")
                .containsEntry("failure_reason", null);
        assertThat(rows(EVENTS).get(0).get("data"))
                .contains("\"price\":29.99", "\"timestamp\":\"2026-11-23T05:00:00Z\"");
        assertThat(rows(PARCEL_ROWS).get(0)).containsEntry("total", "89.97");
    }

    @Test
    void writesEachCopyOfAnEvent() {
        // Given
        publish(paid("a"));
        Entry published = log.all("parcels", one -> sender.equals(one.key())).get(0);

        // When
        try (var producer = new DevServers(devServices).producer()) {
            var copy = new ProducerRecord<>("parcels", sender.getBytes(UTF_8), published.value());
            published.headers().forEach((name, value) -> copy.headers().add(name, value.getBytes(UTF_8)));
            producer.send(copy);
        }

        // Then
        await().untilAsserted(() -> assertThat(rows(EVENTS))
                .filteredOn(row -> "parcel.paid".equals(row.get("type")))
                .extracting(row -> row.get("event_id"))
                .containsExactly(
                        published.headers().get("event-id"), published.headers().get("event-id")));
    }

    @Test
    void deadLettersRejectedEventAndWritesTheOthers() {
        // Given
        List<String> events = IntStream.range(0, 50)
                .mapToObj(i -> created("good-%02d".formatted(i)))
                .collect(Collectors.toList());
        events.add(created("bad-\\u0000"));
        events.add(created("good-99"));

        // When
        publish(events.toArray(String[]::new));

        // Then
        await().untilAsserted(() -> assertThat(rows(PARCEL_ROWS))
                .extracting(row -> row.get("status"))
                .hasSize(51)
                .containsOnly("confirmed"));
        Entry deadLetter =
                log.await("parcels.dlq", 1, entry -> sender.equals(entry.key())).get(0);
        assertThat(deadLetter.headers())
                .containsEntry("dead-letter-group", "sluice-projection")
                .containsEntry("dead-letter-reason", "the event cannot be projected: SQLSTATE 22021");
        Entry original = log.all(
                        "parcels",
                        entry -> entry.partition()
                                        == Integer.parseInt(deadLetter.headers().get("dead-letter-partition"))
                                && entry.offset()
                                        == Long.parseLong(deadLetter.headers().get("dead-letter-offset")))
                .get(0);
        assertThat(deadLetter.value()).isEqualTo(original.value());
        sluice.post(
                        "/dead-letters/parcels.dlq/{partition}/{offset}/redrive?dry-run=false",
                        deadLetter.partition(),
                        deadLetter.offset())
                .statusCode(200)
                .body("result", equalTo("skipped"));
    }

    @Test
    void recordsReasonForUndecodableRecords() {
        // When
        try (var producer = new DevServers(devServices).producer()) {
            producer.send(new ProducerRecord<>("parcels", sender.getBytes(UTF_8), "plain text".getBytes(UTF_8)));
            producer.send(new ProducerRecord<>("parcels", sender.getBytes(UTF_8), null));
        }

        // Then
        await().untilAsserted(() -> assertThat(rows(EVENTS))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.get("failure_reason")).isNotBlank()));
        // Only processing dead-letters them.
        log.await("parcels.dlq", 2, entry -> sender.equals(entry.key()));
        assertThat(log.all("parcels.dlq", entry -> sender.equals(entry.key()))).hasSize(2);
    }
}
