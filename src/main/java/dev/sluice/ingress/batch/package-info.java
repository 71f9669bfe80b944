/** Batches: several events in one JSON array, published individually or atomically. */
@NullMarked
package dev.sluice.ingress.batch;

import org.jspecify.annotations.NullMarked;
