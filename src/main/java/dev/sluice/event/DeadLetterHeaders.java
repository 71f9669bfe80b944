package dev.sluice.event;

/** The headers of a dead letter in addition to those of its record. Values are UTF-8 text. Most names are SmallRye's. */
public final class DeadLetterHeaders {

    /** The common prefix of all names except {@link #REDRIVES}. */
    public static final String PREFIX = "dead-letter-";
    /** The reason for the dead letter, as readable text. */
    public static final String REASON = PREFIX + "reason";
    /** The class name of the causing exception; empty if there is none. */
    public static final String CAUSE = PREFIX + "cause";
    /** The topic that the record was read from. */
    public static final String TOPIC = PREFIX + "topic";
    /** The partition that the record was read from. */
    public static final String PARTITION = PREFIX + "partition";
    /** The record's offset in that partition. */
    public static final String OFFSET = PREFIX + "offset";
    /** The record's timestamp: an ISO 8601 instant in UTC. Absent if the record has none. */
    public static final String ORIGINAL_TIME = PREFIX + "original-time";
    /** The time at which the record was given up: an ISO 8601 instant in UTC. */
    public static final String TIME = PREFIX + "time";
    /**
     * The consumer group that rejected the record, if it is not the processing group. Such a record is not redriven to its topic,
     * since it may be valid for other groups.
     */
    public static final String GROUP = PREFIX + "group";
    /** The number of attempts to process the record. */
    public static final String ATTEMPTS = PREFIX + "attempts";
    /**
     * The size in bytes of a value that was omitted because it exceeds the limit of the dead-letter topic. The original record
     * still has the value, until the retention of its topic ends.
     */
    public static final String OMITTED = PREFIX + "omitted-bytes";

    /** The number of times that the event was redriven. Set on the redriven event, and so on a dead letter that results from it. */
    public static final String REDRIVES = "redrives";

    private DeadLetterHeaders() {}
}
