/**
 * The projection: the batch consumer that writes events and derived tables into PostgreSQL, and bounded queries of
 * them.
 */
@NullMarked
package dev.sluice.projection;

import org.jspecify.annotations.NullMarked;
