package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.event.Channels;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.Waits;
import dev.sluice.testing.parcel.ParcelPaid;
import dev.sluice.testing.parcel.ParcelStatus;
import dev.sluice.testing.parcel.Status;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Application code that publishes: through the emitter, and through a channel of its own. */
@QuarkusTest
class EventEmitterTest {

    private static final Instant TIME = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Inject
    @Channel(Channels.EVENTS)
    EventEmitter events;

    @Inject
    Payments payments;

    DevServicesContext devServices;
    EventLog log;
    String parcel;

    @BeforeEach
    void newParcel() {
        log = new DevServers(devServices).log();
        parcel = "parcel-" + UUID.randomUUID();
    }

    private static ParcelPaid paid(String parcel, String amount) {
        return new ParcelPaid(parcel, "sender", new BigDecimal(amount), TIME);
    }

    private static <T> T await(Uni<T> result) {
        return result.await().atMost(Waits.LIMIT);
    }

    @Test
    void publishesEventOfApplicationCode() {
        // When
        Receipt receipt = await(events.send(paid(parcel, "4.50")));

        // Then
        Entry entry = log.await("parcels", 1, each -> isOf(each, parcel)).get(0);
        assertThat(receipt.topic()).isEqualTo("parcels");
        assertThat(receipt.offset()).isEqualTo(entry.offset());
        assertThat(entry.key()).isEqualTo("sender");
        assertThat(entry.headers())
                .containsEntry("event-id", receipt.id().toString())
                .containsEntry("event-type", "parcel.paid")
                .containsKey("produced-at");
        assertThat(log.decode(entry).get("amount")).isEqualTo(new BigDecimal("4.50"));
    }

    @Test
    void publishesTypeThatClientsMayNotPublish() {
        // When
        Receipt receipt = await(events.send(new ParcelStatus(parcel, "sender", Status.PAID, TIME)));

        // Then
        assertThat(receipt.topic()).isEqualTo("parcel-status");
        assertThat(log.await("parcel-status", 1, each -> parcel.equals(each.key())))
                .hasSize(1);
    }

    @Test
    void publishesAgainForEachSubscription() {
        // Given
        Uni<Receipt> send = events.send(paid(parcel, "4.50"));

        // When
        Receipt first = await(send);
        Receipt second = await(send);

        // Then
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.offset()).isGreaterThan(first.offset());
    }

    @Test
    void rejectsInvalidEvent() {
        ParcelPaid withoutAmount = new ParcelPaid(parcel, "sender", null, TIME);

        assertThatThrownBy(() -> await(events.send(withoutAmount)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the event is not a valid parcel.paid");
    }

    @Test
    void reportsThatOversizedEventWasNotWritten() {
        ParcelPaid oversized = paid(parcel + "x".repeat(1_100_000), "4.50");

        PublishException failure = catchThrowableOfType(PublishException.class, () -> await(events.send(oversized)));

        assertThat(failure.isOutcomeUnknown()).isFalse();
        assertThat(failure.problem().getStatusCode()).isEqualTo(413);
    }

    @Test
    void acknowledgesMessageOfOtherChannelOnceItsEventsAreWritten() {
        // When
        await(payments.pay(parcel));

        // Then
        assertThat(log.all("parcels", each -> isOf(each, parcel)))
                .extracting(entry -> log.decode(entry).get("amount"))
                .containsExactly(new BigDecimal("1.00"), new BigDecimal("2.00"));
    }

    private boolean isOf(Entry entry, String parcelId) {
        return "parcel.paid".equals(entry.type())
                && parcelId.equals(log.decode(entry).get("parcelId").toString());
    }
}
