/** The endpoints that the benchmark adds to the service. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
