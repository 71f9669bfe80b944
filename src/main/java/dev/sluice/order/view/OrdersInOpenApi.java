package dev.sluice.order.view;

import static dev.sluice.problem.OperationDocs.ordered;

import dev.sluice.problem.OperationDocs;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/** Tells in OpenAPI what the parameters mean, and adds the problems and examples of answers. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class OrdersInOpenApi implements OASFilter {

    private static final String LIST = "/orders";
    private static final String ONE = LIST + "/{orderId}";

    private static final Map<String, String> PARAMETERS = Map.of(
            "orderId",
            "The order's id",
            "customerId",
            "Whose order it is, or whose orders",
            "status",
            String.join(", ", OrderLife.STATUSES),
            "from",
            "The earliest instant at which they were placed",
            "to",
            "The instant before which they were placed",
            "limit",
            "The most orders, 1 to 1000; 50, if it is not given",
            "after",
            "The next of the page before",
            "at-least",
            "What the answer has to show: topic, partition and offset of a receipt, such as orders-0-17");

    private static final Map<String, Object> ORDER = ordered(
            "orderId", "ord-789",
            "customerId", "customer-123",
            "status", "confirmed",
            "placedAt", "2026-11-23T05:00:00Z",
            "items", List.of(ordered("sku", "WIDGET-A", "price", new BigDecimal("29.99"), "quantity", 3)),
            "total", new BigDecimal("89.97"),
            "confirmedAt", "2026-11-23T05:00:00Z",
            "anomalies", List.of());

    private static final Map<String, Object> EVENT = ordered(
            "type",
            "order.confirmed",
            "id",
            "01a20ccc-f434-7ff3-9db2-869bb6f03f21",
            "topic",
            "orders",
            "partition",
            0,
            "offset",
            18,
            "producedAt",
            "2026-11-24T09:04:48.212Z",
            "data",
            ordered("orderId", "ord-789", "customerId", "customer-123", "timestamp", "2026-11-23T05:00:00Z"));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.equals(ONE)) {
                Map<String, Object> one = new LinkedHashMap<>(ORDER);
                one.put("history", List.of(EVENT));
                one.put("historyTruncated", false);
                complete(item.getGET(), path, one, EnumSet.complementOf(EnumSet.of(OrderProblem.NO_DATABASE)));
            } else if (path.equals(LIST)) {
                complete(
                        item.getGET(),
                        path,
                        ordered("orders", List.of(ORDER), "next", "MjAyNi0xMS0yM1QwNTowMDowMFoAb3JkLTc4OQBj"),
                        EnumSet.complementOf(
                                EnumSet.of(OrderProblem.NO_DATABASE, OrderProblem.UNKNOWN, OrderProblem.AMBIGUOUS)));
            }
        });
    }

    private static void complete(Operation operation, String path, Object example, Set<OrderProblem> problems) {
        OperationDocs.complete(
                operation,
                path,
                PARAMETERS,
                example,
                problems.stream()
                        .map(problem -> problem.with(OperationDocs.DETAIL))
                        .toList());
    }
}
