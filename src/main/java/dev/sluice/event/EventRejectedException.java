package dev.sluice.event;

/** An event that no attempt will handle with success. It goes to the dead letters, and those after it go on. */
public final class EventRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason for the people who look at the dead letter; it is stored, so it should not quote the event */
    public EventRejectedException(String reason) {
        super(reason, null, false, false);
    }
}
