/** Event types and their catalogue, ids, headers, dead-letter records, handlers. No framework. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
