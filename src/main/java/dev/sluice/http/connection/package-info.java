/** Limits on what a client's connection can cost: memory, time, and frames. */
@NullMarked
package dev.sluice.http.connection;

import org.jspecify.annotations.NullMarked;
