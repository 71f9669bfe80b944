/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a request that is repeated with its key is answered as the
 * first was, and publishes nothing. What is known of a key is in PostgreSQL, so it holds across replicas and restarts.
 */
@NullMarked
package dev.sluice.ingress.idempotency;

import org.jspecify.annotations.NullMarked;
