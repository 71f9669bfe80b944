package dev.sluice.operations.group;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.TightLimits;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The lag of the monitored groups, one of which has stopped. */
@QuarkusTest
@TestProfile(TightLimits.class)
class LagMetersTest {

    DevServicesContext devServices;
    ManagementPort management;

    /** Commits the ends of the topic's partitions for a group without members. */
    private void stopAtTheEnd() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", new DevServers(devServices).kafka()))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of("orders"))
                    .allTopicNames()
                    .get()
                    .get("orders")
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition("orders", partition.partition()), OffsetSpec.latest()));
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((partition, end) -> committed.put(partition, new OffsetAndMetadata(end.offset())));
            admin.alterConsumerGroupOffsets(TightLimits.STOPPED_GROUP, committed)
                    .all()
                    .get();
        }
    }

    private double awaited(String metric, String group, int partition, DoublePredicate wanted) {
        Pattern line = Pattern.compile(
                metric + "\\{group=\"" + group + "\",partition=\"" + partition + "\",topic=\"orders\"\\} (\\S+)");
        return await().until(
                        () -> line.matcher(
                                        given().get(management.url("metrics")).asString())
                                .results()
                                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                                .filter(wanted)
                                .findAny(),
                        found -> found.isPresent())
                .getAsDouble();
    }

    @Test
    void growsForAStoppedGroupAndNotForARunningOne() throws Exception {
        // Given
        stopAtTheEnd();

        // When: its result goes to another topic, so no end of a transaction follows it in its partition.
        int partition = given().contentType("application/json")
                .body("""
                        {"orderId":"ord-lag","customerId":"customer-lag","items":[{"sku":"WIDGET-A","quantity":3,"price":29.99}],\
                        "reason":"changed my mind","timestamp":"2026-11-23T05:02:00Z"}""")
                .post("/events/order.cancelled")
                .then()
                .statusCode(201)
                .extract()
                .path("partition");

        // Then
        assertThat(awaited(
                        "sluice_consumer_lag_records", TightLimits.STOPPED_GROUP, partition, records -> records >= 1))
                .isPositive();
        double age =
                awaited("sluice_consumer_lag_seconds", TightLimits.STOPPED_GROUP, partition, seconds -> seconds > 0);
        assertThat(awaited(
                        "sluice_consumer_lag_seconds", TightLimits.STOPPED_GROUP, partition, seconds -> seconds > age))
                .isGreaterThan(age);
        assertThat(awaited("sluice_consumer_lag_records", "order-projection", partition, records -> records == 0))
                .isZero();
        assertThat(awaited("sluice_consumer_lag_seconds", "order-projection", partition, seconds -> seconds == 0))
                .isZero();
    }
}
