/** The process: its components, startup checks, init tasks, background retry, exit code. */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
