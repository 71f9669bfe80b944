package dev.sluice.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final Instant NOW = Instant.parse("2026-11-24T09:04:48.198Z");

    private final DeadLetters deadLetters = new DeadLetters(Clock.fixed(NOW, ZoneOffset.UTC));

    private Headers headers(long timestamp, TimestampType type, Headers headers) {
        var record = new ConsumerRecord<>(
                "parcels", 2, 17, timestamp, type, 0, 0, (byte[]) null, new byte[0], headers, Optional.empty());
        return deadLetters.of(record, "it failed", null, 1).headers();
    }

    @Test
    void keepsTheTimestampOfTheRecordAndTheTimeOfItsRejection() {
        // When
        Headers headers = headers(1_000, TimestampType.CREATE_TIME, new RecordHeaders());

        // Then
        assertThat(EventHeaders.text(headers, DeadLetterHeaders.ORIGINAL_TIME)).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(EventHeaders.text(headers, DeadLetterHeaders.TIME)).isEqualTo(NOW.toString());
    }

    @Test
    void replacesHeadersOfAnEarlierDeadLetter() {
        // Given
        Headers earlier = new RecordHeaders();
        for (String name : new String[] {"reason", "original-time", "group", "omitted-bytes", "exception-class-name"}) {
            earlier.add(DeadLetterHeaders.PREFIX + name, "earlier".getBytes(UTF_8));
        }
        earlier.add("own", "kept".getBytes(UTF_8));

        // When
        Headers headers = headers(ConsumerRecord.NO_TIMESTAMP, TimestampType.NO_TIMESTAMP_TYPE, earlier);

        // Then
        assertThat(headers.toArray())
                .extracting(header -> header.key())
                .containsExactlyInAnyOrder(
                        "own",
                        DeadLetterHeaders.REASON,
                        DeadLetterHeaders.CAUSE,
                        DeadLetterHeaders.TOPIC,
                        DeadLetterHeaders.PARTITION,
                        DeadLetterHeaders.OFFSET,
                        DeadLetterHeaders.TIME,
                        DeadLetterHeaders.ATTEMPTS);
        assertThat(EventHeaders.text(headers, DeadLetterHeaders.REASON)).isEqualTo("it failed");
    }
}
