package dev.sluice.admin.group;

import static dev.sluice.testing.Waits.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The description of a consumer group stays complete when its topic has a thousand partitions. */
@QuarkusTest
class LargeGroupAcceptanceTest {

    private static final int PARTITIONS = 1_000;

    private final SluiceApi sluice = new SluiceApi();

    DevServicesContext devServices;

    @Test
    void describesEachPartition() {
        try (TestGroup group = new TestGroup(new DevServers(devServices).kafka(), PARTITIONS, Map.of())) {
            // Given
            IntStream all = IntStream.range(0, PARTITIONS);
            group.commit(all.boxed().collect(Collectors.toMap(Function.identity(), partition -> 0L)));
            group.writeToEach(PARTITIONS);

            // When, Then
            await().untilAsserted(() -> sluice.get("/consumer-groups/" + group.id())
                    .statusCode(200)
                    .body("lag", equalTo(PARTITIONS))
                    .body("partitions", hasSize(PARTITIONS))
                    .body("partitions.lagSeconds", everyItem(greaterThan(0f))));
        }
    }
}
