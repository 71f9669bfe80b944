/** Streams: any number of events as NDJSON, published as they arrive. */
@NullMarked
package dev.sluice.ingress.stream;

import org.jspecify.annotations.NullMarked;
