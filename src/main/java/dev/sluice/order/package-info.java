/** The order domain that ships as an example. No other package depends on it. */
@NullMarked
package dev.sluice.order;

import org.jspecify.annotations.NullMarked;
