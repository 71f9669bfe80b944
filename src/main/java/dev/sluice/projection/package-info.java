/** Keeps tables in PostgreSQL that follow from the log, in batches, and tells how far they have come. */
@NullMarked
package dev.sluice.projection;

import org.jspecify.annotations.NullMarked;
