/** What is done once for all replicas, by a process of its own: {@code quarkus.init-and-exit=true}. */
@NullMarked
package dev.sluice.init;

import org.jspecify.annotations.NullMarked;
