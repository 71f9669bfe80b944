package dev.sluice.ingress;

import dev.sluice.event.Channels;
import dev.sluice.testing.parcel.ParcelPaid;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A channel between methods, whose messages become events. */
@ApplicationScoped
class Payments {

    private final MutinyEmitter<String> payments;

    Payments(@Channel("payments") MutinyEmitter<String> payments) {
        this.payments = payments;
    }

    /** Sends a parcel's id through the channel. Completes once its message is acknowledged. */
    Uni<Void> pay(String parcel) {
        return payments.send(parcel);
    }

    @Incoming("payments")
    @Outgoing(Channels.EVENTS)
    List<ParcelPaid> twice(String parcel) {
        return List.of(paid(parcel, "1.00"), paid(parcel, "2.00"));
    }

    private static ParcelPaid paid(String parcel, String amount) {
        return new ParcelPaid(parcel, "sender", new BigDecimal(amount), Instant.EPOCH);
    }
}
