package dev.sluice.operations.group;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.Orders;
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

    /** Waits until one partition of a group has such a value; gives it. */
    private double awaited(String metric, String group, DoublePredicate wanted) {
        Pattern line =
                Pattern.compile(metric + "\\{group=\"" + group + "\",partition=\"\\d\",topic=\"orders\"\\} (\\S+)");
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

        // When
        given().contentType("application/json")
                .body(Orders.created("ord-lag", "customer-lag"))
                .post("/events/order.created")
                .then()
                .statusCode(201);

        // Then
        assertThat(awaited("sluice_consumer_lag_records", TightLimits.STOPPED_GROUP, records -> records >= 1))
                .isPositive();
        double age = awaited("sluice_consumer_lag_seconds", TightLimits.STOPPED_GROUP, seconds -> seconds > 0);
        assertThat(awaited("sluice_consumer_lag_seconds", TightLimits.STOPPED_GROUP, seconds -> seconds > age))
                .isGreaterThan(age);
        await().untilAsserted(() -> assertThat(
                        given().get(management.url("metrics")).asString())
                .doesNotContainPattern("sluice_consumer_lag_records\\{group=\"order-projection\"[^}]*\\} [1-9]")
                .containsPattern("sluice_consumer_lag_records\\{group=\"order-projection\"[^}]*\\} 0")
                .containsPattern("sluice_consumer_lag_seconds\\{group=\"order-projection\"[^}]*\\} 0"));
    }
}
