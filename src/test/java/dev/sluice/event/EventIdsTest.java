package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    @Test
    void sortsNewIdsByTime() {
        // When
        var ids =
                Stream.generate(EventIds::next).limit(1_000).map(UUID::toString).toList();

        // Then
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.get(0).substring(0, 8)).isLessThanOrEqualTo(ids.get(999).substring(0, 8));
        assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(7);
    }

    @Test
    void derivesStableIdsThatDifferByName() {
        // Given
        UUID cause = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        // Then
        assertThat(EventIds.derived(cause, "www.example.com"))
                .as("the example of RFC 9562, appendix A.4")
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
        assertThat(EventIds.derived(cause, "0")).isNotEqualTo(EventIds.derived(cause, "1"));
    }

    @Test
    void derivesIdFromPositionOrHeaderText() {
        // Given
        var none = new RecordHeaders();
        var notUuid = new RecordHeaders().add(EventHeaders.ID, "parcel-7".getBytes(UTF_8));

        // Then
        assertThat(EventHeaders.id(none, "parcels", 3, 42)).isEqualTo(EventHeaders.id(none, "parcels", 3, 42));
        assertThat(EventHeaders.id(none, "parcels", 3, 42)).isNotEqualTo(EventHeaders.id(none, "parcels", 3, 43));
        assertThat(EventHeaders.id(notUuid, "parcels", 3, 42)).isEqualTo(EventHeaders.id(notUuid, "parcels", 9, 99));
    }
}
