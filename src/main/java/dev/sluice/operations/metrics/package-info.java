/** Metrics that are of no other part: readiness, and how long requests take. */
@NullMarked
package dev.sluice.operations.metrics;

import org.jspecify.annotations.NullMarked;
