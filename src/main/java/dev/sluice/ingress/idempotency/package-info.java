/** Idempotency keys: a repeated request returns the stored response and publishes nothing. */
@NullMarked
package dev.sluice.ingress.idempotency;

import org.jspecify.annotations.NullMarked;
