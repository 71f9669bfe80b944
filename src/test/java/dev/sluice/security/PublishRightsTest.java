package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.testing.parcel.ParcelCreated;
import dev.sluice.testing.parcel.ParcelPaid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishRightsTest {

    private static final EventType CREATED = EventType.of(ParcelCreated.class);
    private static final EventType PAID = EventType.of(ParcelPaid.class);
    private static final EventCatalog CATALOG = new EventCatalog(List.of(CREATED, PAID), List.of());

    private static Caller callerIn(String... groups) {
        return new Caller("billing", Set.of(groups), "127.0.0.1");
    }

    @Test
    void allowsTypeWithoutRightForEveryPublisher() {
        PublishRights rights = new PublishRights(Map.of("parcel.paid", Set.of("payments")), CATALOG);

        assertThat(rights.allow(CREATED, callerIn())).isTrue();
        assertThat(rights.allow(PAID, callerIn("payments", "sales"))).isTrue();
        assertThat(rights.allow(PAID, callerIn("sales"))).isFalse();
    }

    @Test
    void longestPatternApplies() {
        PublishRights rights = new PublishRights(
                Map.of("*", Set.of("platform"), "parcel.*", Set.of("sales"), "parcel.paid", Set.of("payments")),
                CATALOG);

        assertThat(rights.allow(CREATED, callerIn("sales"))).isTrue();
        assertThat(rights.allow(CREATED, callerIn("platform"))).isFalse();
        assertThat(rights.allow(PAID, callerIn("sales"))).isFalse();
        assertThat(rights.allow(PAID, callerIn("payments"))).isTrue();
    }

    @Test
    void rejectsPatternWithoutMatch() {
        assertThatThrownBy(() -> new PublishRights(Map.of("parcl.*", Set.of("sales")), CATALOG))
                .hasMessage("sluice.security.publish-rights.\"parcl.*\" matches no event type");
    }
}
