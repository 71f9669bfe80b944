package dev.sluice.admin.group;

import static dev.sluice.testing.Domain.PARCELS;
import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.ManagementPort;
import dev.sluice.testing.SluiceApi;
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

/** The lag metrics of the monitored groups, one of which has no consumers. */
@QuarkusTest
@TestProfile(TightLimits.class)
class LagMetersTest {

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;
    ManagementPort management;

    /** Commits the end offsets of the topic for a group without members. */
    private void stopAtTheEnd() throws Exception {
        try (Admin admin = new DevServers(devServices).admin()) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of("parcels"))
                    .allTopicNames()
                    .get()
                    .get("parcels")
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition("parcels", partition.partition()), OffsetSpec.latest()));
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
                metric + "\\{group=\"" + group + "\",partition=\"" + partition + "\",topic=\"parcels\"\\} (\\S+)");
        return await().until(
                        () -> line.matcher(management.get("metrics").extract().asString())
                                .results()
                                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                                .filter(wanted)
                                .findAny(),
                        found -> found.isPresent())
                .getAsDouble();
    }

    @Test
    void lagGrowsForStoppedGroupOnly() throws Exception {
        // Given
        stopAtTheEnd();

        // When: the resulting event goes to another topic, so no transaction marker follows this one in its partition.
        int partition = sluice.publish(
                        "parcel.cancelled", PARCELS.cancelled("parcel-lag", "sender-lag", "changed my mind"))
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
        assertThat(awaited("sluice_consumer_lag_records", "sluice-projection", partition, records -> records == 0))
                .isZero();
        assertThat(awaited("sluice_consumer_lag_seconds", "sluice-projection", partition, seconds -> seconds == 0))
                .isZero();
    }
}
