/** Which parts of Sluice a process is, so that one package serves as deployments that are scaled each for itself. */
@NullMarked
package dev.sluice.role;

import org.jspecify.annotations.NullMarked;
