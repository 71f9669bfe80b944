/**
 * The one exactly-once pipeline: it consumes the topics of the event types that have handlers, and publishes what
 * follows, and the dead letters, in the transaction that commits the offsets.
 */
@NullMarked
package dev.sluice.processing;

import org.jspecify.annotations.NullMarked;
