package dev.sluice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A position fits a log of the same topic that has all records from it on. */
class LogPositionTest {

    private static final Uuid TOPIC = Uuid.randomUuid();

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, ",
        "5, 5, 9, ",
        "9, 5, 9, ",
        "4, 5, 9, TRIMMED",
        "0, 5, 5, TRIMMED",
        "10, 5, 9, BEYOND_END",
        "1, 0, 0, BEYOND_END",
    })
    void comparesOffsetWithTheLog(long offset, long first, long end, InvalidPosition.Reason reason) {
        // Given
        var log = new PartitionLog.Present(TOPIC, first, end);

        // When
        var found = new LogPosition(TOPIC, offset).check(log);

        // Then
        assertThat(found.map(InvalidPosition::reason).orElse(null)).isEqualTo(reason);
        assertThat(new LogPosition(null, offset).check(log)).isEqualTo(found);
    }

    @Test
    void reportsRecreatedTopicWhoseLogHasTheOffset() {
        // Given
        var log = new PartitionLog.Present(Uuid.randomUuid(), 0, 100);

        // When
        var found = new LogPosition(TOPIC, 50).check(log);

        // Then
        assertThat(found).map(InvalidPosition::reason).contains(InvalidPosition.Reason.RECREATED);
        assertThat(found.orElseThrow().detail())
                .contains(TOPIC.toString(), log.topicId().toString());
    }

    @Test
    void keepsTopicIdInACommittedOffset() {
        var position = new LogPosition(TOPIC, 17);

        assertThat(LogPosition.of(position.toCommit())).isEqualTo(position);
        assertThat(LogPosition.of(new LogPosition(null, 17).toCommit())).isEqualTo(new LogPosition(null, 17));
    }

    @ParameterizedTest
    @CsvSource({"''", "topic-id=", "topic-id=x", "set by an operator"})
    void ignoresOtherMetadata(String metadata) {
        assertThat(LogPosition.of(new OffsetAndMetadata(17, metadata))).isEqualTo(new LogPosition(null, 17));
    }

    @Test
    void parsesPositionsOfReceipts() {
        assertThat(ReceiptPosition.parse("parcels-0-17@" + TOPIC))
                .map(ReceiptPosition::topicId)
                .contains(TOPIC);
        assertThat(ReceiptPosition.parse("a-b-0-17"))
                .map(position -> position.record().toString())
                .contains("a-b-0-17");
        assertThat(ReceiptPosition.parse("parcels-0-17@")).isEmpty();
        assertThat(ReceiptPosition.parse("parcels-0-17@x")).isEmpty();
        assertThat(ReceiptPosition.parse("parcels-0@" + TOPIC)).isEmpty();
    }
}
