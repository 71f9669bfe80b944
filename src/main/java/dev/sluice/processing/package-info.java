/** Exactly-once processing of events: poll, handle, publish results and commit offsets in one transaction. */
@NullMarked
package dev.sluice.processing;

import org.jspecify.annotations.NullMarked;
