/** Atomic publishing: the events of a request are written in one Kafka transaction. */
@NullMarked
package dev.sluice.ingress.atomic;

import org.jspecify.annotations.NullMarked;
