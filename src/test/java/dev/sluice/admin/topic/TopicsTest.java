package dev.sluice.admin.topic;

import static dev.sluice.testing.SluiceApi.problem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.KafkaTools;
import dev.sluice.testing.NewTopics;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics are listed and described as by Kafka's own tool. */
@QuarkusTest
public class TopicsTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    private String kafka;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void servers() {
        kafka = new DevServers(devServices).kafka();
    }

    /** Creates a topic of two partitions that is not declared. */
    private String newTopic(String prefix, Map<String, String> config) throws Exception {
        String name = prefix + UUID.randomUUID();
        try (Admin admin = new DevServers(devServices).admin()) {
            NewTopics.create(admin, List.of(new NewTopic(name, 2, (short) 1).configs(config)));
        }
        return name;
    }

    @Test
    void describesADeclaredTopicWithoutDrift() {
        String status = domain().results().status();
        sluice.get("/topics/" + status)
                .statusCode(200)
                .body("name", equalTo(status))
                .body("internal", equalTo(false))
                .body("declared", equalTo(true))
                .body("drift", empty())
                .body("partitionCount", equalTo(6))
                .body("replicationFactor", equalTo(1))
                .body("partitions.partition", contains(0, 1, 2, 3, 4, 5))
                .body("config", hasEntry("cleanup.policy", "compact"));
    }

    @Test
    void agreesWithKafkasTool() throws Exception {
        // Given
        String name = newTopic("described-", Map.of("retention.ms", "1234567", "cleanup.policy", "compact,delete"));

        // When
        JsonPath ours = sluice.get("/topics/" + name).statusCode(200).extract().jsonPath();
        List<String> theirs = KafkaTools.describeTopic(kafka, name);

        // Then
        List<String> head = List.of(theirs.get(0).split("\t"));
        Map<String, String> config = ours.getMap("config");
        assertThat(head)
                .contains("PartitionCount: " + ours.getInt("partitionCount"))
                .contains("ReplicationFactor: " + ours.getInt("replicationFactor"));
        String configs = head.stream()
                .filter(part -> part.startsWith("Configs: "))
                .findFirst()
                .orElseThrow();
        assertThat(config.entrySet()).isNotEmpty().allSatisfy(entry -> assertThat(configs)
                .contains(entry.getKey() + "=" + entry.getValue()));
        assertThat(config.entrySet().stream()
                        .mapToInt(entry -> entry.toString().length() + 1)
                        .sum())
                .isEqualTo(configs.length() - "Configs: ".length() + 1);
        assertThat(ours.<Map<String, Object>>getList("partitions").stream().map(TopicsTest::inTheToolsFormat))
                .containsExactlyElementsOf(theirs.subList(1, theirs.size()).stream()
                        .map(line -> line.strip().split("\tElr")[0])
                        .map(line -> line.replace("Topic: " + name + "\t", ""))
                        .toList());
    }

    private static String inTheToolsFormat(Map<String, Object> partition) {
        return "Partition: " + partition.get("partition") + "\tLeader: " + partition.get("leader") + "\tReplicas: "
                + ids(partition.get("replicas")) + "\tIsr: " + ids(partition.get("isr"));
    }

    private static String ids(Object brokers) {
        return ((List<?>) brokers).stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Test
    void describesFirstAndEndOffsets() throws Exception {
        // Given
        String name = newTopic("offsets-", Map.of());
        TopicPartition partition = new TopicPartition(name, 1);
        try (var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer());
                Admin admin = new DevServers(devServices).admin()) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(name, 1, "key", "value")).get();
            }
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }

        // When
        var answer = sluice.get("/topics/" + name);

        // Then
        answer.statusCode(200)
                .body("declared", equalTo(false))
                .body("drift", empty())
                .body("records", equalTo(2))
                .body("partitions.firstOffset", contains(0, 1))
                .body("partitions.endOffset", contains(0, 3))
                .body("partitions.records", contains(0, 2));
    }

    @Test
    void listsTopicsInPages() throws Exception {
        // Given
        String name = newTopic("0-listed-", Map.of());

        // When
        var first = sluice.get("/topics?limit=1&after=0-listed");
        var all = sluice.get("/topics?limit=1000");

        // Then
        first.statusCode(200)
                .body("topics.name", contains(name))
                .body("topics[0].partitions", equalTo(2))
                .body("topics[0].declared", equalTo(false))
                .body("next", equalTo(name));
        all.statusCode(200)
                .body(
                        "topics.name",
                        hasItems(
                                domain().topic(),
                                domain().topic() + ".dlq",
                                domain().results().transports() + ".dlq",
                                "sluice-dead-letter-resolutions"))
                .body("topics.find { it.name == '" + domain().topic() + "' }.declared", equalTo(true))
                .body("topics.find { it.name == '" + domain().topic() + "' }.drift", hasSize(0))
                .body("missing", empty())
                .body("next", nullValue());
    }

    @Test
    void returns404ForUnknownTopic() {
        given().get("/topics/no-such-topic").then().spec(problem(404, "urn:sluice:problem:unknown-topic"));
        for (String name : List.of("no topic's name!", "a/b", "\u0000\r\n", "n".repeat(10_000))) {
            given().get("/topics/{name}", name).then().spec(problem(404, "urn:sluice:problem:unknown-topic"));
        }
    }

    @Test
    void rejectsAllInvalidParametersTogether() {
        given().queryParam("limit", "0")
                .queryParam("from", "x")
                .get("/topics")
                .then()
                .spec(problem(400, "urn:sluice:problem:invalid-query"))
                .body("errors.parameter", containsInAnyOrder("limit", "from"));
        given().queryParam("limit", "1")
                .get("/topics/" + domain().topic())
                .then()
                .statusCode(400);
    }

    @Test
    void openApiDescribesParametersProblemsAndExamples() {
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/topics'.get.parameters.find { it.name == 'limit' }.description", containsString("1000"))
                .body("paths.'/topics/{name}'.get.responses.'404'.description", equalTo("Topic not found"))
                .body(
                        "paths.'/topics/{name}'.get.responses.'503'.headers",
                        hasEntry(equalTo("Retry-After"), notNullValue()))
                .body(
                        "paths.'/topics/{name}'.get.responses.'200'.content.'application/json'.example.name",
                        equalTo("parcels"));
    }
}
