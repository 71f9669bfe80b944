package dev.sluice.admin.group;

import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

/** Consumer groups are listed and described as by Kafka's own tool. */
@QuarkusTest
public class GroupLagTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    private TestGroup group(int partitions) {
        return new TestGroup(new DevServers(devServices).kafka(), partitions, Map.of());
    }

    private ValidatableResponse describe(TestGroup group) {
        return sluice.get("/consumer-groups/" + group.id()).statusCode(200);
    }

    /** Describes a group once all ages of records are known, since Sluice reads records for a limited time. */
    private ValidatableResponse describeWithAges(TestGroup group) {
        return await().until(() -> describe(group), answer -> !answer.extract()
                .<List<Float>>path("partitions.lagSeconds")
                .contains(null));
    }

    /** Converts Sluice's description to the rows that the tool prints. */
    private static Map<Integer, TestGroup.Row> rows(JsonPath details) {
        List<Map<String, Object>> partitions = details.getList("partitions");
        return partitions.stream()
                .map(partition -> new TestGroup.Row(
                        (Integer) partition.get("partition"),
                        text(partition.get("committed")),
                        text(partition.get("end")),
                        text(partition.get("lag"))))
                .collect(Collectors.toMap(TestGroup.Row::partition, Function.identity()));
    }

    private static String text(Object value) {
        return value == null ? "-" : value.toString();
    }

    private void assertThatTheToolAgrees(TestGroup group) {
        assertThat(rows(describe(group).extract().jsonPath())).isEqualTo(group.described());
    }

    @Test
    void emptyGroupLagsByUnconsumedRecords() {
        try (TestGroup group = group(2)) {
            // Given
            group.write(0, 5);
            group.commit(Map.of(0, 2L, 1, 0L));

            // When
            var answer = describeWithAges(group);

            // Then
            answer.body("state", equalTo("empty"))
                    .body("type", equalTo("classic"))
                    .body("members", hasSize(0))
                    .body("lag", equalTo(3))
                    .body("partitions.lag", contains(3, 0))
                    .body("partitions[0].first", equalTo(0))
                    .body("partitions[0].lagSeconds", greaterThan(1_000_000_000f))
                    .body("partitions[1].lagSeconds", equalTo(0f))
                    .body("partitions.condition", everyItem(nullValue()));
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void trimmedTopicReportsLostOffsets() {
        try (TestGroup group = group(2)) {
            // Given
            group.write(0, 5);
            group.write(1, 5);
            group.commit(Map.of(0, 2L, 1, 1L));
            group.trim(0, 4);
            group.trim(1, 5);

            // When
            var answer = describeWithAges(group);

            // Then
            answer.body("partitions.lag", contains(3, 4))
                    .body("partitions.lost", contains(2, 4))
                    .body("partitions.condition", contains("trimmed", "trimmed"))
                    .body("partitions[0].lagSeconds", greaterThan(1_000_000_000f))
                    .body("partitions[1].lagSeconds", equalTo(0f));
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void openTransactionHasAnAgeAndAbortedOneHasNot() {
        try (TestGroup group = group(2)) {
            // Given
            group.write(0, 3);
            group.commit(Map.of(0, 3L, 1, 0L));
            try (KafkaProducer<byte[], byte[]> aborted = group.transaction(0, 2)) {
                aborted.abortTransaction();
            }

            try (KafkaProducer<byte[], byte[]> open = group.transaction(1, 2)) {
                // When
                var answer = describeWithAges(group);

                // Then
                answer.body("partitions.lag", contains(3, 2))
                        .body("partitions[0].lagSeconds", equalTo(0f))
                        .body("partitions[1].lagSeconds", greaterThan(1_000_000_000f));
                open.abortTransaction();
            }
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void skipsCompactedRecords() {
        Map<String, String> compacted =
                Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.01", "segment.ms", "100");
        try (TestGroup group = new TestGroup(new DevServers(devServices).kafka(), 1, compacted)) {
            // Given
            group.commit(Map.of(0, 0L));
            await().atMost(LONG_LIMIT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                group.writeNow(0);
                // When
                var answer = describe(group);

                // Then: the key's first record is gone.
                answer.body("partitions[0].condition", nullValue()).body("partitions[0].lagSeconds", greaterThan(0f));
                assertThat(group.firstRecord(0)).isPositive();
            });
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void describesMembers() {
        try (TestGroup group = group(2);
                KafkaConsumer<byte[], byte[]> member = group.join(Map.of("group.instance.id", "static-1"))) {
            // When
            var answer = describe(group);

            // Then
            answer.body("state", equalTo("stable"))
                    .body("assignor", equalTo("range"))
                    .body("coordinator.port", greaterThan(0))
                    .body("members", hasSize(1))
                    .body("members[0].clientId", equalTo("member-of-" + group.id()))
                    .body("members[0].instanceId", equalTo("static-1"))
                    .body("members[0].partitions['" + group.topic() + "']", contains(0, 1))
                    .body("partitions.partition", contains(0, 1))
                    .body("partitions.committed", everyItem(nullValue()));
            assertThat(member.assignment()).hasSize(2);
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void describesGroupOfTheConsumerProtocol() {
        try (TestGroup group = group(2);
                KafkaConsumer<byte[], byte[]> member = group.join(Map.of("group.protocol", "consumer"))) {
            // Given
            group.write(0, 1);
            member.commitSync();

            // When
            var answer = describe(group);

            // Then
            answer.body("type", equalTo("consumer"))
                    .body("state", equalTo("stable"))
                    .body("members[0].partitions['" + group.topic() + "']", contains(0, 1));
            assertThatTheToolAgrees(group);
        }
    }

    @Test
    void agreesWithTheToolDuringRebalances() {
        try (TestGroup group = group(4)) {
            // Given
            IntStream.range(0, 4).forEach(partition -> group.write(partition, 5));
            group.commit(Map.of(0, 1L, 1, 2L, 2, 3L, 3, 4L));
            AtomicBoolean done = new AtomicBoolean();
            // On a thread of its own: threads of the common pool have the system class loader on Java 25, with other
            // classes.
            var rebalancing = CompletableFuture.runAsync(
                    () -> {
                        while (!done.get()) {
                            group.join(Map.of()).close();
                        }
                    },
                    task -> new Thread(task).start());

            // When
            for (int i = 0; i < 10; i++) {
                // Then
                assertThatTheToolAgrees(group);
            }
            done.set(true);
            rebalancing.join();
        }
    }

    @Test
    void describesGroupOfDeletedTopic() {
        try (TestGroup group = group(1);
                TestGroup other = group(1)) {
            // Given
            group.write(0, 2);
            group.commit(Map.of(0, 1L));
            other.commit(Map.of(0, 0L));

            // When
            group.deleteTopic();

            // Then
            sluice.get("/consumer-groups?limit=1000").statusCode(200).body("groups.id", hasItems(other.id()));
            sluice.get("/consumer-groups/" + group.id()).statusCode(in(List.of(200, 404)));
        }
    }

    @Test
    void findsGroupThatCannotBeInAPath() throws Exception {
        try (TestGroup other = group(1);
                Admin admin = new DevServers(devServices).admin()) {
            // Given
            other.write(0, 2);
            admin.alterConsumerGroupOffsets("..", Map.of(other.partition(0), new OffsetAndMetadata(1)))
                    .all()
                    .get();

            // When
            var found = sluice.get("/consumer-groups?group=..");
            admin.deleteConsumerGroups(List.of("..")).all().get();

            // Then
            found.statusCode(200).body("groups.id", contains("..")).body("groups[0].lag", equalTo(1));
            sluice.get("/consumer-groups?group=..").statusCode(200).body("groups", empty());
        }
    }

    @Test
    void listsGroupsInPages() {
        try (TestGroup one = group(1);
                TestGroup two = group(1)) {
            // Given
            one.write(0, 2);
            one.commit(Map.of(0, 1L));
            two.commit(Map.of(0, 0L));

            // When
            var all = sluice.get("/consumer-groups?limit=1000").statusCode(200);
            List<String> ids = all.extract().path("groups.id");
            var next = sluice.get("/consumer-groups?limit=1&after={id}", ids.get(0))
                    .statusCode(200);

            // Then
            assertThat(ids).isSorted().contains(one.id(), two.id(), "sluice-processing", "sluice-projection");
            all.body("groups.find { it.id == '" + one.id() + "' }.lag", equalTo(1))
                    .body("groups.find { it.id == '" + one.id() + "' }.state", equalTo("empty"))
                    .body("groups.find { it.id == '" + one.id() + "' }.members", equalTo(0));
            next.body("groups.id", contains(ids.get(1))).body("next", equalTo(ids.get(1)));
        }
    }

    @Test
    void returns404ForUnknownGroupAndRejectsInvalidParameters() {
        sluice.get("/consumer-groups/no-such-group").spec(problem(404, "urn:sluice:problem:unknown-consumer-group"));
        given().get("/consumer-groups?limit=0&lmit=3&after=")
                .then()
                .statusCode(400)
                .body("errors.parameter", contains("after", "lmit", "limit"));
        given().get("/consumer-groups/sluice-processing?topic=parcels")
                .then()
                .statusCode(400)
                .body("errors.parameter", contains("topic"));
    }
}
