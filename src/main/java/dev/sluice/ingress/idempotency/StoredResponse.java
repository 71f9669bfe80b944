package dev.sluice.ingress.idempotency;

/**
 * The response to a publish request, which can be stored and returned to repeats of the request.
 *
 * @param conclusive whether no retryable problem is left, so that a repeat could not publish more events. If false, the
 *     response is not stored, and a repeat publishes again with the same event ids.
 */
public record StoredResponse(int status, String mediaType, byte[] body, boolean conclusive) {}
