/** Orders in PostgreSQL: the projector and the queries. */
@NullMarked
package dev.sluice.order.query;

import org.jspecify.annotations.NullMarked;
