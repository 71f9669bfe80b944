package dev.sluice.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.kafka.PartitionLog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a group as it is shown.
 *
 * @param committed the offset of the next record to be read
 * @param first the offset of the first record that is kept
 * @param end the offset behind the last one
 * @param lag {@code end} less {@code committed}
 * @param lagSeconds how long the oldest record waits that is not consumed yet
 * @param lost offsets that were deleted unread
 * @param condition what is out of the ordinary
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record PartitionLag(
        String topic,
        int partition,
        @Nullable Long committed,
        @Nullable Long first,
        @Nullable Long end,
        @Nullable Long lag,
        @Nullable Double lagSeconds,
        @Nullable Long lost,
        @Nullable String condition) {

    static PartitionLag of(Lag lag, @Nullable Duration age) {
        PartitionLog.Present log = lag.log() instanceof PartitionLog.Present present ? present : null;
        return new PartitionLag(
                lag.partition().topic(),
                lag.partition().partition(),
                lag.committed(),
                log == null ? null : log.first(),
                log == null ? null : log.end(),
                lag.records(),
                age == null ? null : seconds(age),
                lag.lost() == 0 ? null : lag.lost(),
                lag.condition());
    }

    static double seconds(Duration age) {
        return age.toMillis() / 1_000.0;
    }
}
