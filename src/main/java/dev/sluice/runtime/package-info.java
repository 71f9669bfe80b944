/** Components of a process, startup checks, init tasks, background retry and exit codes. */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
