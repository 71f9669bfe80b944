/** The model: event types and their catalogue, handlers, the ids and headers of a record. No framework in it. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
