/** The end of an instance that is told to stop: what is begun is finished first. */
@NullMarked
package dev.sluice.shutdown;

import org.jspecify.annotations.NullMarked;
