/** The example: an order's way from its creation to confirmation, stock, shipment and e-mail. */
@EnabledBy("sluice.example.orders")
@NullMarked
package dev.sluice.example.orders;

import dev.sluice.runtime.EnabledBy;
import org.jspecify.annotations.NullMarked;
