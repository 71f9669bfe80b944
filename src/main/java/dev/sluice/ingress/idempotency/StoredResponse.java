package dev.sluice.ingress.idempotency;

/**
 * What a request is answered with.
 *
 * @param conclusive whether there is nothing to gain from a repeat. If not, nothing is kept for the key, and a repeat
 *     publishes again, with the same event ids.
 */
public record StoredResponse(int status, String mediaType, byte[] body, boolean conclusive) {}
