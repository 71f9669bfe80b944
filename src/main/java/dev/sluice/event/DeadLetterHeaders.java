package dev.sluice.event;

/**
 * The headers that a dead letter has besides those of its record; their values are UTF-8 text. The names are those that
 * SmallRye uses, and a few more.
 */
public final class DeadLetterHeaders {

    /** What all of them begin with. */
    public static final String PREFIX = "dead-letter-";
    /** What happened, as a sentence for people. */
    public static final String REASON = PREFIX + "reason";
    /** The class of the exception behind it; empty if there is none. */
    public static final String CAUSE = PREFIX + "cause";
    /** The topic that the record was read from. */
    public static final String TOPIC = PREFIX + "topic";
    /** The partition that it was read from. */
    public static final String PARTITION = PREFIX + "partition";
    /** The record's offset there. */
    public static final String OFFSET = PREFIX + "offset";
    /** When it was given up: an instant of ISO-8601, in UTC. */
    public static final String TIME = PREFIX + "time";
    /**
     * The consumer group that gave it up, if that is another than the one that processes. To the other groups the record may
     * be a good one, so it is not sent to its topic again.
     */
    public static final String GROUP = PREFIX + "group";
    /** How often it was processed. */
    public static final String ATTEMPTS = PREFIX + "attempts";
    /**
     * The size in bytes of a value that the dead letter is without, since its topic does not take one so large. The record
     * that it was read from still has it, for as long as its topic keeps that.
     */
    public static final String OMITTED = PREFIX + "omitted-bytes";

    /**
     * How often the event was redriven. A header of the event that is sent again, and so of the dead letter that it may
     * become again.
     */
    public static final String REDRIVES = "redrives";

    private DeadLetterHeaders() {}
}
