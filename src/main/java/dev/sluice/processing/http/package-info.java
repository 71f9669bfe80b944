/** HTTP handlers: events are posted to endpoints, whose responses are the resulting events. */
@NullMarked
package dev.sluice.processing.http;

import org.jspecify.annotations.NullMarked;
