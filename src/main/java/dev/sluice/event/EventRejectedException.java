package dev.sluice.event;

/** Rejects an event that no attempt can handle. The event becomes a dead letter, and processing continues with the next one. */
public final class EventRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason the reason to store in the dead letter; it should not quote the event */
    public EventRejectedException(String reason) {
        super(reason, null, false, false);
    }
}
