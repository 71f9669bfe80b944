package dev.sluice.example.orders;

import dev.sluice.testing.SecuredApplication;

/** The profile {@link SecuredApplication} for orders. */
public final class SecuredOrders extends SecuredApplication {

    public SecuredOrders() {
        super(Orders.DOMAIN);
    }
}
