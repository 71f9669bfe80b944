package dev.sluice.kafka;

import java.util.Locale;
import org.apache.kafka.common.Uuid;

/**
 * The reason why a consumer cannot continue at its stored position: it would skip records, or read records again.
 *
 * @param detail a clause with the offsets or topic ids that do not match
 */
public record InvalidPosition(Reason reason, String detail) {

    /** The kinds of invalid positions. */
    public enum Reason {
        /** The topic was deleted and recreated. */
        RECREATED,
        /** The log begins after the position. */
        TRIMMED,
        /** The log ends before the position. */
        BEYOND_END,
        /** The position itself is lost. */
        LOST;

        /** Returns the name in metrics: in lower case, with hyphens. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Returns the reason of a position in an earlier topic of the same name. */
    public static InvalidPosition recreated(Uuid former, PartitionLog.Present log) {
        return new InvalidPosition(
                Reason.RECREATED,
                "the position belongs to the topic with the id %s, but the topic was recreated with the id %s"
                        .formatted(former, log.topicId()));
    }
}
