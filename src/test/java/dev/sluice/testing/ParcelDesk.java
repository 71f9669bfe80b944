package dev.sluice.testing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventRejectedException;
import dev.sluice.testing.parcel.CancelledItem;
import dev.sluice.testing.parcel.Item;
import dev.sluice.testing.parcel.ItemReleased;
import dev.sluice.testing.parcel.ItemReserved;
import dev.sluice.testing.parcel.NoticeRequested;
import dev.sluice.testing.parcel.ParcelCancelled;
import dev.sluice.testing.parcel.ParcelConfirmed;
import dev.sluice.testing.parcel.ParcelCreated;
import dev.sluice.testing.parcel.ParcelPaid;
import dev.sluice.testing.parcel.ParcelStatus;
import dev.sluice.testing.parcel.Status;
import dev.sluice.testing.parcel.TransportRequested;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** The channel methods of the domain {@link Domain#PARCELS}. */
@ApplicationScoped
class ParcelDesk {

    @Incoming("parcel.created")
    @Outgoing(Channels.EVENTS)
    List<SpecificRecord> confirm(ParcelCreated parcel) {
        List<SpecificRecord> events = new ArrayList<>();
        events.add(new ParcelConfirmed(
                parcel.getParcelId(), parcel.getSenderId(), parcel.getTotal(), parcel.getTimestamp()));
        for (Item item : parcel.getItems()) {
            requireQuantity(item.getQuantity());
            events.add(
                    new ItemReserved(item.getSku(), item.getQuantity(), parcel.getParcelId(), parcel.getTimestamp()));
        }
        events.add(new NoticeRequested(
                parcel.getParcelId(), parcel.getSenderId(), parcel.getTotal(), parcel.getTimestamp()));
        return events;
    }

    @Incoming("parcel.paid")
    @Outgoing(Channels.EVENTS)
    TransportRequested transport(ParcelPaid payment) {
        return new TransportRequested(payment.getParcelId(), payment.getSenderId(), payment.getTimestamp());
    }

    @Incoming("parcel.cancelled")
    @Outgoing(Channels.EVENTS)
    List<ItemReleased> release(ParcelCancelled parcel) {
        List<ItemReleased> events = new ArrayList<>();
        for (CancelledItem item : parcel.getItems()) {
            requireQuantity(item.getQuantity());
            events.add(
                    new ItemReleased(item.getSku(), item.getQuantity(), parcel.getParcelId(), parcel.getTimestamp()));
        }
        return events;
    }

    @Incoming("parcel.confirmed")
    @Outgoing(Channels.EVENTS)
    ParcelStatus track(ParcelConfirmed parcel) {
        return new ParcelStatus(parcel.getParcelId(), parcel.getSenderId(), Status.CONFIRMED, parcel.getTimestamp());
    }

    private static void requireQuantity(int quantity) {
        if (quantity < 1) {
            throw new EventRejectedException("an item's quantity is less than 1");
        }
    }
}
