package dev.sluice.deadletter;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.event.EventIds;
import dev.sluice.testing.DeadLetterTopic;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.Domain;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redrives send events to their original topics again, each once; discards and purges are final. */
@QuarkusTest
public class RedriveJobTest {

    private static final String MANY = "/dead-letters/redrive";

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    EventLog log;
    DeadLetterTopic topic;

    /** Returns the domain of the application under test. */
    protected Domain domain() {
        return Domain.PARCELS;
    }

    @BeforeEach
    void newTopic() {
        log = new DevServers(devServices).log();
        topic = new DeadLetterTopic(
                new DevServers(devServices).kafka(), domain().results().notices());
    }

    @Test
    void dryRunSendsNothing() {
        // Given
        topic.add("a", new byte[] {1}, Map.of());

        // When
        var one = sluice.post("/dead-letters/{topic}/0/0/redrive", topic.name());
        List<JsonPath> many = lines(redrive(Map.of()));

        // Then
        one.statusCode(200).body("result", equalTo("would-send")).body("to", equalTo(topic.original()));
        assertThat(many.get(0).getString("result")).isEqualTo("would-send");
        assertThat(many.get(1).getBoolean("dryRun")).isTrue();
        assertThat(many.get(1).getInt("sent")).isEqualTo(1);
        assertThat(sent()).isEmpty();
        states().body("letters.state", contains("open"));
    }

    @Test
    void redrivesOneDeadLetterOnce() {
        // Given
        byte[] value = {1, 2, 3};
        topic.add("a", value, Map.of("came-with", "it", "dead-letter-reason", "none", "redrives", "1"));

        // When
        redriveOne(0).body("result", equalTo("sent"));
        redriveOne(0).body("result", equalTo("skipped")).body("detail", containsString("redriven at "));

        // Then
        assertThat(sent()).hasSize(1);
        Entry event = sent().get(0);
        assertThat(event.key()).isEqualTo("a");
        assertThat(event.value()).isEqualTo(value);
        String position = topic.original() + "-0-7";
        assertThat(event.headers())
                .isEqualTo(Map.of(
                        "came-with",
                        "it",
                        "redrives",
                        "2",
                        "event-id",
                        EventIds.fromText(position).toString(),
                        DeadLetterTopic.RUN,
                        topic.name()));
        states().body("letters.state", contains("redriven")).body("letters.markedBy", contains("anonymous"));
    }

    @Test
    void skipsDeadLettersThatCannotBeRedriven() {
        // Given
        topic.add(1, i -> topic.deadLetter("from nowhere", null));
        topic.add("often", null, Map.of("redrives", "3"));
        topic.add("too large", null, Map.of("dead-letter-omitted-bytes", "2000000"));
        topic.add("good", new byte[] {1}, Map.of());

        // When
        List<JsonPath> lines = lines(redrive(Map.of("dry-run", "false")));

        // Then
        assertThat(lines.subList(0, 4).stream().map(line -> line.getString("result")))
                .containsExactlyInAnyOrder("skipped", "skipped", "skipped", "sent");
        assertThat(lines.get(4).getString("end")).isEqualTo("complete");
        assertThat(lines.get(4).getInt("skipped")).isEqualTo(3);
        assertThat(sent()).extracting(Entry::key).containsExactly("good");
    }

    @Test
    void sendsOnlyToTopicsOfEventTypesThatAreNotCompacted() {
        // Given
        List<String> origins = List.of(
                topic.name(),
                domain().topic() + ".dlq",
                "sluice-dead-letter-resolutions",
                "__consumer_offsets",
                "no-such-topic",
                domain().results().status());
        origins.forEach(origin -> topic.add(origin, new byte[] {1}, Map.of("dead-letter-topic", origin)));

        // When
        List<JsonPath> many = lines(redrive(Map.of("dry-run", "false")));
        List<String> single = IntStream.range(0, origins.size())
                .mapToObj(i -> redriveOne(i).extract().<String>path("detail"))
                .toList();

        // Then
        String otherTopic = "its original topic is not the topic of an event type";
        assertThat(single)
                .containsExactly(
                        otherTopic, otherTopic, otherTopic, otherTopic, otherTopic, "its original topic is compacted");
        assertThat(many.stream().limit(origins.size()).map(line -> line.getString("detail")))
                .containsExactlyElementsOf(single);
        assertThat(topic.sentTo(domain().results().status(), log)).isEmpty();
        assertThat(topic.sentTo(topic.name(), log)).hasSize(origins.size());
    }

    @Test
    void purgesDeadLetterThatCannotBeRedrivenOnceItIsDiscarded() {
        // Given
        topic.add("a", new byte[] {1}, Map.of("dead-letter-topic", topic.name()));
        redriveOne(0).body("result", equalTo("skipped"));
        sluice.post("/dead-letters/{topic}/0/0/discard", topic.name()).statusCode(200);

        // When
        var purge = purge(Map.of("dry-run", "false"));

        // Then
        purge.body("partitions[0].letters", equalTo(1)).body("partitions[0].before", equalTo(1));
        states().body("letters.size()", equalTo(0));
    }

    @Test
    void skipsDeadLettersThatKafkaRejects() {
        // Given
        topic.add("small", new byte[10], Map.of());
        topic.add("large", new byte[1_500_000], Map.of());
        topic.add("small too", new byte[10], Map.of());

        // When
        List<JsonPath> lines = lines(redrive(Map.of("dry-run", "false")));

        // Then
        assertThat(lines.subList(0, 3).stream().map(line -> line.getString("result")))
                .containsExactly("sent", "skipped", "sent");
        assertThat(sent()).extracting(Entry::key).containsExactlyInAnyOrder("small", "small too");
    }

    @Test
    void redrivesWithoutSpringsHeaders() {
        // Given
        topic.add(1, i -> {
            ProducerRecord<byte[], byte[]> deadLetter = topic.deadLetter("spring", new byte[] {1});
            deadLetter
                    .headers()
                    .add("kafka_dlt-original-topic", topic.original().getBytes(UTF_8))
                    .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).array())
                    .add("own", "x".getBytes(UTF_8));
            return deadLetter;
        });

        // When
        redriveOne(0).body("result", equalTo("sent"));

        // Then
        assertThat(sent())
                .extracting(Entry::headers)
                .containsExactly(Map.of("own", "x", "redrives", "1", DeadLetterTopic.RUN, topic.name()));
    }

    @Test
    void concurrentRedrivesSendEachDeadLetterOnce() {
        // Given
        topic.add(500, i -> topic.redrivable("k" + i));

        // When
        Supplier<String> complete = () -> {
            StringBuilder answers = new StringBuilder();
            await().until(() -> {
                String answer = redrive(Map.of("dry-run", "false", "rate", "10000"));
                answers.append(answer);
                return answer.contains("\"complete\"");
            });
            return answers.toString();
        };
        CompletableFuture<String> first = CompletableFuture.supplyAsync(complete);
        CompletableFuture<String> second = CompletableFuture.supplyAsync(complete);
        String answers = first.join() + second.join();

        // Then
        assertThat(answers.split("\"result\":\"sent\"", -1)).hasSize(501);
        assertThat(sent()).extracting(Entry::key).containsExactlyInAnyOrderElementsOf(keys(500));
    }

    @Test
    void keepsLimitAndRate() {
        // Given
        topic.add(5, i -> topic.redrivable("k" + i));

        // When
        long began = System.nanoTime();
        List<JsonPath> lines = lines(redrive(Map.of("dry-run", "false", "limit", "4", "rate", "2")));
        long took = System.nanoTime() - began;

        // Then
        assertThat(lines).hasSize(5);
        assertThat(lines.get(4).getString("end")).isEqualTo("limit");
        assertThat(took).isGreaterThan(1_000_000_000L);
        assertThat(sent()).extracting(Entry::key).containsExactlyInAnyOrder("k0", "k1", "k2", "k3");
    }

    @Test
    void doesNotRedriveDiscardedDeadLetter() {
        // Given
        topic.add("a", null, Map.of());

        // When
        sluice.post("/dead-letters/{topic}/0/0/discard", topic.name())
                .statusCode(200)
                .body("state", equalTo("discarded"));

        // Then
        redriveOne(0).body("result", equalTo("skipped")).body("detail", containsString("discarded at "));
        assertThat(lines(redrive(Map.of("dry-run", "false")))).hasSize(1);
        assertThat(sent()).isEmpty();
    }

    @Test
    void purgeDeletesResolvedDeadLettersBeforeTheFirstOpenOne() {
        // Given
        topic.add(4, i -> topic.redrivable("k" + i));
        redriveOne(0);
        sluice.post("/dead-letters/{topic}/0/1/discard", topic.name()).statusCode(200);
        redriveOne(3);

        // When
        var dry = purge(Map.of());
        var purge = purge(Map.of("dry-run", "false"));

        // Then
        dry.body("dryRun", equalTo(true)).body("partitions[0].letters", equalTo(2));
        purge.body("dryRun", equalTo(false))
                .body("partitions[0].letters", equalTo(2))
                .body("partitions[0].before", equalTo(2));
        states().body("letters.key", contains("k2", "k3")).body("letters.state", contains("open", "redriven"));
        assertThat(log
                        .all(
                                "sluice-dead-letter-resolutions",
                                resolution -> resolution.key().startsWith(topic.name() + "-0-"))
                        .stream()
                        .filter(resolution -> resolution.value() == null)
                        .map(Entry::key))
                .containsExactlyInAnyOrder(topic.name() + "-0-0", topic.name() + "-0-1");
    }

    @Test
    void deadLetterOfARecreatedTopicIsOpen() {
        // Given
        long time = System.currentTimeMillis();
        topic.add(1, i -> topic.redrivable("before", time));
        redriveOne(0).body("result", equalTo("sent"));

        // When
        topic.recreate();
        topic.add(1, i -> topic.redrivable("after", time));

        // Then
        states().body("letters.key", contains("after")).body("letters.state", contains("open"));
        redriveOne(0).body("result", equalTo("sent"));
        assertThat(sent()).extracting(Entry::key).containsExactly("before", "after");
    }

    private ValidatableResponse purge(Map<String, String> parameters) {
        return given().queryParam("topic", topic.name())
                .queryParams(parameters)
                .post("/dead-letters/purge")
                .then()
                .statusCode(200);
    }

    @Test
    void rejectsInvalidParametersOfARedrive() {
        // When
        var answer = given().queryParam("dry-run", "no")
                .queryParam("rate", "many")
                .queryParam("topik", topic.name())
                .queryParam("limit", 1, 2)
                .post(MANY)
                .then();

        // Then
        answer.statusCode(400).body("errors.parameter", contains("limit", "topik", "rate", "dry-run"));
    }

    private ValidatableResponse redriveOne(long offset) {
        return sluice.post("/dead-letters/{topic}/0/{offset}/redrive?dry-run=false", topic.name(), offset)
                .statusCode(200);
    }

    private String redrive(Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.put("topic", topic.name());
        return given().queryParams(all).post(MANY).asString();
    }

    private ValidatableResponse states() {
        return sluice.get("/dead-letters?topic={topic}", topic.name());
    }

    private List<Entry> sent() {
        return topic.sentTo(topic.original(), log);
    }

    private static List<JsonPath> lines(String body) {
        return body.lines().map(JsonPath::from).toList();
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }
}
