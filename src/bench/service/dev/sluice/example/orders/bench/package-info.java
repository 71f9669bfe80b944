/** The endpoints that the benchmark adds to the service. */
@NullMarked
package dev.sluice.example.orders.bench;

import org.jspecify.annotations.NullMarked;
