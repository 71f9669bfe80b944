package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Ids of resulting events differ for all causes and results, and stay the same when a cause is processed again. */
class CauseTest {

    private static final byte[] CONTENT = {1, 2, 3};

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
        }
        return headers;
    }

    private static List<UUID> results(Cause cause) {
        return List.of(
                cause.resultId("Desk.confirm/0"),
                cause.resultId("Desk.confirm/1"),
                cause.resultId("parcel.confirmed/0", CONTENT),
                cause.resultId("parcel.confirmed/1", CONTENT),
                cause.resultId("parcel.confirmed/0", new byte[] {1, 2}));
    }

    @Test
    void idsDifferForEventsThatShareOnlyAnId() {
        // Given
        String uuid = UUID.randomUUID().toString();
        List<Cause> causes = List.of(
                Cause.of(headers("event-id", uuid, "event-type", "parcel.created"), "parcels", 0, 1),
                Cause.of(headers("event-id", uuid, "event-type", "parcel.paid"), "parcels", 0, 1),
                Cause.of(headers("event-id", uuid), "parcels", 0, 1),
                Cause.of(headers("event-id", uuid), "transports", 0, 1),
                Cause.of(headers("event-id", "7"), "parcels", 0, 1),
                Cause.of(headers("event-id", "7"), "transports", 0, 1),
                Cause.of(headers(), "parcels", 0, 1),
                Cause.of(headers(), "parcels", 0, 2),
                Cause.of(headers(), "parcels", 1, 1));

        // When
        List<UUID> ids = new ArrayList<>();
        causes.forEach(cause -> ids.addAll(results(cause)));

        // Then
        assertThat(ids).hasSize(45).doesNotHaveDuplicates();
    }

    @Test
    void idsStayTheSameAtAnotherPosition() {
        // Given
        Headers headers = headers("event-id", UUID.randomUUID().toString(), "event-type", "parcel.created");

        // When
        Cause first = Cause.of(headers, "parcels", 0, 1);
        Cause redriven = Cause.of(headers, "parcels", 2, 99);

        // Then
        assertThat(results(redriven)).isEqualTo(results(first));
        assertThat(redriven.id()).isEqualTo(first.id());
    }
}
