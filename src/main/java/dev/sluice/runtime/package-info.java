/** The life of a process: background tasks that end with it. */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
