/** Exactly-once processing of events: poll, handle, publish the output and commit the offsets in one transaction. */
@NullMarked
package dev.sluice.processing;

import org.jspecify.annotations.NullMarked;
