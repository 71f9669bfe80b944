package dev.sluice.ingress;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An event of a batch as OpenAPI shows it. {@link BatchItemReader} reads events without it. */
@Schema(
        requiredProperties = {"type", "data"},
        additionalProperties = Schema.False.class)
record BatchEvent(
        String type,

        @Schema(type = SchemaType.OBJECT, description = "As for POST /events/{type}")
        Object data,

        @Schema(description = "The event's id; generated unless given") @Nullable
        UUID id) {

    static final String EXAMPLE = """
            {"type": "order.paid",
             "data": {"orderId": "ord-789", "customerId": "customer-123", "amount": 89.97,
                      "timestamp": "2026-11-23T05:01:00Z"}}""";
}
