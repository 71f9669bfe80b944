package dev.sluice.example.orders.query;

import static dev.sluice.http.ProblemResponses.DETAIL;

import dev.sluice.http.ProblemResponses;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** The OpenAPI filter that adds an example of each problem to the operations on orders. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class OrdersInOpenApi implements OASFilter {

    private static final Set<OrderProblem> SINGLE_ORDER = EnumSet.of(OrderProblem.UNKNOWN, OrderProblem.AMBIGUOUS);
    private static final Set<OrderProblem> ALL_OPERATIONS = EnumSet.of(
            OrderProblem.UNAVAILABLE,
            OrderProblem.TOO_MANY_QUERIES,
            OrderProblem.TOO_MANY_WAITING,
            OrderProblem.BEHIND,
            OrderProblem.GONE);

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().forEach((path, item) -> {
            if (path.equals("/orders/{orderId}")) {
                SINGLE_ORDER.forEach(problem -> ProblemResponses.add(item.getGET(), path, problem.with(DETAIL)));
            }
            if (path.startsWith("/orders")) {
                ALL_OPERATIONS.forEach(problem -> ProblemResponses.add(item.getGET(), path, problem.with(DETAIL)));
            }
        });
    }
}
