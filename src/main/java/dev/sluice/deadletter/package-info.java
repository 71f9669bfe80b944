/** Dead letters: list, inspect, redrive, discard and purge. */
@NullMarked
package dev.sluice.deadletter;

import org.jspecify.annotations.NullMarked;
