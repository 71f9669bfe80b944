/** Dead letters: list them, read them, send them to where they came from, and be done with them. */
@NullMarked
package dev.sluice.deadletter;

import org.jspecify.annotations.NullMarked;
