package dev.sluice.example.orders.chaos;

import static dev.sluice.testing.Waits.LONG_LIMIT;
import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Replica;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The loss of records while no replica runs. Afterwards, processing and projection must report that their positions are invalid, and
 * continue once an operator has accepted the loss as docs/operations.md says.
 */
enum LogLoss {
    /** Deletes records that nobody has read, as the retention does if processing is off for too long. */
    TRIMMED("trim the topic", "trimmed") {
        @Override
        void inflict(SystemUnderTest system, Set<TopicPartition> partitions) throws Exception {
            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", system.cluster().bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                partitions.forEach(partition -> producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[] {1})));
            }
            Admin admin = system.cluster().admin();
            admin.deleteRecords(offsets(admin, partitions, OffsetSpec.latest()).entrySet().stream()
                            .collect(toMap(Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                    .all()
                    .get();
        }
    },

    /** Deletes the topic, which the replicas create again when they start. */
    RECREATED("delete the topic", "recreated") {
        @Override
        void inflict(SystemUnderTest system, Set<TopicPartition> partitions) throws Exception {
            Admin admin = system.cluster().admin();
            admin.deleteTopics(List.of(SystemUnderTest.ORDERS_TOPIC)).all().get();
            await("deletion of the topic")
                    .atMost(LONG_LIMIT)
                    .until(() -> !admin.listTopics().names().get().contains(SystemUnderTest.ORDERS_TOPIC));
        }
    };

    private final String text;
    private final String reason;

    LogLoss(String text, String reason) {
        this.text = text;
        this.reason = reason;
    }

    /** Deletes records of the partitions. */
    abstract void inflict(SystemUnderTest system, Set<TopicPartition> partitions) throws Exception;

    /** Returns the loss, for the report. */
    String text() {
        return text;
    }

    /** Loses records, waits until both components of each replica report it, and repairs them. */
    void inject(SystemUnderTest system) {
        var group = new GroupOffsets(system.cluster().admin(), SystemUnderTest.PROCESSING_GROUP);
        Set<TopicPartition> partitions = group.read().keySet();
        system.replicas().forEach(Replica::stop);
        try {
            inflict(system, partitions);
            system.replicas().forEach(Replica::restart);
            awaitReports(system.replicas());
            system.replicas().forEach(Replica::stop);
            group.restore(offsets(system.cluster().admin(), partitions, OffsetSpec.earliest()).entrySet().stream()
                    .collect(toMap(Map.Entry::getKey, start -> new OffsetAndMetadata(start.getValue()))));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        assertThat(PackagedApplication.run(
                        "chaos-rebuild",
                        system.settings(),
                        Map.of(
                                "quarkus.profile",
                                "test,rebuild",
                                "quarkus.management.port",
                                Integer.toString(Ports.free()),
                                "sluice.projection.rebuild.accept-loss",
                                "true")))
                .as("exit code of the rebuild, see target/chaos-rebuild.log")
                .isZero();
        system.replicas().forEach(Replica::restart);
        system.replicas().forEach(Replica::awaitReady);
    }

    /** Waits until processing of each replica, and the projection of those that are assigned the partitions, report the loss. */
    private void awaitReports(List<Replica> replicas) {
        await("reports of the loss").atMost(LONG_LIMIT).ignoreExceptions().untilAsserted(() -> {
            replicas.forEach(replica -> given().get(replica.management("health/ready"))
                    .then()
                    .body("checks.find { it.name == 'processing' }.status", equalTo("DOWN")));
            List<String> metrics = replicas.stream()
                    .map(replica -> given().get(replica.management("metrics")).asString())
                    .toList();
            assertThat(metrics).allSatisfy(text -> assertThat(text).containsPattern(invalidPositions("processing")));
            assertThat(metrics).anySatisfy(text -> assertThat(text).containsPattern(invalidPositions("projection")));
        });
    }

    private String invalidPositions(String component) {
        return "sluice_positions_invalid\\{part=\"%s\",reason=\"%s\"} [1-9]".formatted(component, reason);
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(partitions.stream().collect(toMap(Function.identity(), partition -> spec)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    }
}
