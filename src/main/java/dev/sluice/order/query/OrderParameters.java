package dev.sluice.order.query;

import dev.sluice.http.Parameters;
import dev.sluice.kafka.RecordPosition;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request for orders. */
final class OrderParameters extends Parameters {

    static final String AT_LEAST = "at-least";
    static final String AT_LEAST_MEANING = "The position that the answer must include: topic, partition and offset of a"
            + " receipt, such as orders-0-17";
    static final String CUSTOMER_ID = "customerId";

    OrderParameters(RoutingContext request) {
        super(request);
    }

    OrderFilter filter(
            @Nullable String customerId, @Nullable String status, @Nullable String from, @Nullable String to) {
        return new OrderFilter(
                id(CUSTOMER_ID, customerId),
                parse(
                        "status",
                        status,
                        text -> OrderState.STATUSES.contains(text) ? Optional.of(text) : Optional.empty(),
                        "must be one of " + String.join(", ", OrderState.STATUSES)),
                instant("from", from, OrderQuery.EARLIEST, OrderQuery.END),
                instant("to", to, OrderQuery.EARLIEST, OrderQuery.END));
    }

    @Nullable
    String id(String name, @Nullable String text) {
        return parse(
                name,
                text,
                id -> OrderTable.canHold(id) ? Optional.of(id) : Optional.empty(),
                "must not have the character U+0000");
    }

    @Nullable
    OrderCursor cursor(@Nullable String text) {
        return parse("after", text, OrderCursor::parse, "must be what a page before gave as next");
    }

    /** @param topics those that are projected */
    @Nullable
    RecordPosition atLeast(@Nullable String text, List<String> topics) {
        RecordPosition position = parse(
                AT_LEAST,
                text,
                RecordPosition::parse,
                "must be a topic, a partition and an offset, such as " + topics.get(0) + "-0-17");
        if (position != null && !topics.contains(position.partition().topic())) {
            addError(AT_LEAST, "its topic must be one of " + String.join(", ", topics));
        }
        return position;
    }
}
