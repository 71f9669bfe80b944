package dev.sluice.admin.group;

import static dev.sluice.testing.SluiceApi.problem;
import static dev.sluice.testing.SluiceApi.retryableProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offsets are reset as by Kafka's own tool. */
@QuarkusTest
class GroupResetTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    TestGroup group;

    /** Creates two partitions with five records, one of them trimmed, and a third without records. */
    @BeforeEach
    void newGroup() {
        group = new TestGroup(new DevServers(devServices).kafka(), 3, Map.of());
        group.write(0, 5);
        group.write(1, 5);
        group.trim(1, 2);
        group.commit(Map.of(0, 3L, 1, 4L));
    }

    @AfterEach
    void deleteGroup() {
        group.close();
    }

    private ValidatableResponse reset(String query) {
        return sluice.post("/consumer-groups/" + group.id() + "/reset?" + query);
    }

    private static Map<Integer, Long> after(ValidatableResponse answer) {
        List<Map<String, Object>> partitions =
                answer.statusCode(200).extract().jsonPath().getList("partitions");
        return partitions.stream()
                .collect(Collectors.toMap(
                        partition -> (Integer) partition.get("partition"),
                        partition -> ((Number) partition.get("after")).longValue()));
    }

    @ParameterizedTest
    @CsvSource({
        "to=earliest, --all-topics --to-earliest",
        "to=latest, --all-topics --to-latest",
        "to=3, --all-topics --to-offset 3",
        "to=1970-01-01T00:00:04Z, --all-topics --to-datetime 1970-01-01T00:00:04.000Z",
        "to=2990-01-01T00:00:00Z, --all-topics --to-datetime 2990-01-01T00:00:00.000Z",
        "to=latest&topic=T, --topic T --to-latest",
        "to=earliest&topic=T&partition=1, --topic T:1 --to-earliest",
    })
    void plansTheSameOffsetsAsTheTool(String query, String arguments) {
        // Given
        String[] toolArguments = arguments
                .replace("T ", group.topic() + " ")
                .replace("T:1", group.topic() + ":1")
                .split(" ");

        // When
        var planned = reset(query.replace("=T", "=" + group.topic()));

        // Then
        planned.body("dryRun", equalTo(true)).body("partitions.result", everyItem(equalTo("reset")));
        assertThat(after(planned)).isEqualTo(group.reset(toolArguments));
    }

    @Test
    void dryRunResetsNothing() {
        // When
        var planned = reset("to=earliest");

        // Then
        planned.body("partitions.before", contains(3, 4)).body("partitions.after", contains(0, 2));
        assertThat(group.described().get(0).committed()).isEqualTo("3");
    }

    @Test
    void resetsOffsets() {
        // When
        var done = reset("to=earliest&dry-run=false");

        // Then
        done.statusCode(200)
                .body("group", equalTo(group.id()))
                .body("dryRun", equalTo(false))
                .body("partitions.before", contains(3, 4))
                .body("partitions.after", contains(0, 2))
                .body("note", nullValue());
        assertThat(group.described())
                .containsEntry(0, new TestGroup.Row(0, "0", "5", "5"))
                .containsEntry(1, new TestGroup.Row(1, "2", "5", "3"));
    }

    @Test
    void resetsSinglePartitionsWithAndWithoutAnOffset() {
        // When
        var one = reset("to=1&dry-run=false&partition=0&topic=" + group.topic());
        var fresh = reset("to=latest&dry-run=false&partition=2&topic=" + group.topic());

        // Then
        one.statusCode(200).body("partitions.partition", contains(0));
        fresh.statusCode(200).body("partitions[0].before", nullValue()).body("partitions.after", contains(0));
        assertThat(group.described())
                .containsEntry(0, new TestGroup.Row(0, "1", "5", "4"))
                .containsEntry(1, new TestGroup.Row(1, "4", "5", "1"))
                .containsEntry(2, new TestGroup.Row(2, "0", "0", "0"));
    }

    @Test
    void rejectsResetOfActiveGroup() {
        try (KafkaConsumer<byte[], byte[]> member = group.join(Map.of())) {
            // When
            var rejected = reset("to=earliest&dry-run=false");

            // Then
            rejected.spec(retryableProblem(409, "urn:sluice:problem:consumer-group-active"))
                    .body("detail", containsString("1 member;"));
            assertThat(group.resetLines("--all-topics", "--to-earliest", "--execute"))
                    .anyMatch(line -> line.contains("inactive"));
            assertThat(member.assignment()).hasSize(3);
            assertThat(group.described().get(0).committed()).isEqualTo("3");
        }
    }

    @Test
    void rejectsOffsetOutsideTheLogOfEachPartition() {
        // When
        var rejected = reset("to=1&dry-run=false&topic=" + group.topic());

        // Then
        rejected.spec(problem(400, "urn:sluice:problem:invalid-query"))
                .body(
                        "errors.detail",
                        contains(
                                "must be from 2 to 5 for " + group.topic() + "-1",
                                "must be from 0 to 0 for " + group.topic() + "-2"));
        assertThat(group.described().get(0).committed()).isEqualTo("3");
    }

    @Test
    void rejectsAllInvalidParametersTogether() {
        reset("to=yesterday&partition=-1&dry-run=no&shift=3")
                .statusCode(400)
                .body("errors.parameter", contains("shift", "to", "partition", "topic", "dry-run"));
        reset("dry-run=true").statusCode(400).body("errors.parameter", contains("to"));
        reset("to=99999999999999999999").statusCode(400).body("errors.parameter", contains("to"));
        reset("to=1969-01-01T00:00:00Z").statusCode(400).body("errors.parameter", contains("to"));
        reset("to=earliest&topic=no-such-topic").statusCode(400).body("errors.parameter", contains("topic"));
        reset("to=earliest&topic=no%20topic").statusCode(400).body("errors.parameter", contains("topic"));
        reset("to=earliest&partition=3&topic=" + group.topic())
                .statusCode(400)
                .body("errors.parameter", contains("partition"));
        sluice.post("/consumer-groups/no-such-group/reset?to=earliest").statusCode(404);
    }
}
