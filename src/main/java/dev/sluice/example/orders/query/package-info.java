/** Orders in PostgreSQL: the projector and the queries. */
@NullMarked
package dev.sluice.example.orders.query;

import org.jspecify.annotations.NullMarked;
