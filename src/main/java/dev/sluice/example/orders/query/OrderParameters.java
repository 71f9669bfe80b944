package dev.sluice.example.orders.query;

import dev.sluice.database.Timestamps;
import dev.sluice.http.Parameters;
import dev.sluice.kafka.ReceiptPosition;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a request for orders. */
final class OrderParameters extends Parameters {

    static final String AT_LEAST = "at-least";
    static final String AT_LEAST_MEANING = "Wait until the projection has reached this position: topic, partition and"
            + " offset of a receipt, such as orders-0-17; followed by @ and its topicId, the position of a deleted topic is"
            + " rejected";
    static final String ORDER_ID = "orderId";
    static final String CUSTOMER_ID = "customerId";

    private static final Instant AFTER_LATEST = Timestamps.LATEST.plusNanos(1);

    OrderParameters(RoutingContext request) {
        super(request);
    }

    OrderQuery.Filter filter(
            @Nullable String orderId,
            @Nullable String customerId,
            @Nullable String status,
            @Nullable String from,
            @Nullable String to) {
        return new OrderQuery.Filter(
                id(ORDER_ID, orderId),
                id(CUSTOMER_ID, customerId),
                parse(
                        "status",
                        status,
                        text -> OrderState.STATUSES.contains(text) ? Optional.of(text) : Optional.empty(),
                        "must be one of " + String.join(", ", OrderState.STATUSES)),
                instant("from", from, Timestamps.EARLIEST, AFTER_LATEST),
                instant("to", to, Timestamps.EARLIEST, AFTER_LATEST));
    }

    @Nullable
    String id(String name, @Nullable String text) {
        return parse(
                name,
                text,
                id -> OrderTable.canHold(id) ? Optional.of(id) : Optional.empty(),
                "must not contain the character U+0000");
    }

    @Nullable
    OrderCursor cursor(@Nullable String text) {
        return parse("after", text, OrderCursor::parse, "must be the value of next from an earlier page");
    }

    /** @param topics the projected topics */
    @Nullable
    ReceiptPosition atLeast(@Nullable String text, List<String> topics) {
        ReceiptPosition position = parse(
                AT_LEAST,
                text,
                ReceiptPosition::parse,
                "must be topic-partition-offset, such as " + topics.get(0)
                        + "-0-17, or topic-partition-offset@topicId");
        if (position != null && !topics.contains(position.record().partition().topic())) {
            addError(AT_LEAST, "must be a position in one of the topics " + String.join(", ", topics));
        }
        return position;
    }
}
