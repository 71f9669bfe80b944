/** Orders in PostgreSQL, to be asked for: what has become of each, from the events of the log. */
@NullMarked
package dev.sluice.order.view;

import org.jspecify.annotations.NullMarked;
