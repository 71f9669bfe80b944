/** The domain that ships with Sluice: what follows from orders. Nothing else knows of it. */
@NullMarked
package dev.sluice.order;

import org.jspecify.annotations.NullMarked;
