package dev.sluice.example.orders.query;

import static dev.sluice.example.orders.query.OrderParameters.AT_LEAST;
import static dev.sluice.example.orders.query.OrderParameters.CUSTOMER_ID;
import static dev.sluice.example.orders.query.OrderParameters.ORDER_ID;

import dev.sluice.http.ConditionalGet;
import dev.sluice.http.LinkHeader;
import dev.sluice.http.ServedBy;
import dev.sluice.kafka.ReceiptPosition;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import dev.sluice.projection.ProjectionProgress;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The resource of orders. Its methods run on event loops and do not block. */
@Path("/orders")
@ServedBy(Component.QUERY)
@AllowedRoles({Roles.READER, Roles.PUBLISHER})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
class OrdersResource {

    private static final int DEFAULT_LIMIT = 50;

    private final OrderQueries queries;
    private final ProjectionProgress progress;

    OrdersResource(OrderQueries queries, ProjectionProgress progress) {
        this.queries = queries;
        this.progress = progress;
    }

    @GET
    @Path("{orderId}")
    @Operation(
            summary = "Read an order",
            description =
                    "Returns the order and its events. Unknown values and states that were not reached are left out."
                            + " Numbers are exact: read them as decimals")
    @APIResponse(
            responseCode = "200",
            description = "The order and its events",
            content = @Content(example = OrderJson.EXAMPLE))
    public Uni<Response> read(
            @Parameter(description = "Id of the order") @RestPath String orderId,
            @Parameter(description = "Customer of the order; needed if several customers have an order with this id")
                    @RestQuery(CUSTOMER_ID)
                    @Nullable
                    String customerId,
            @Parameter(description = OrderParameters.AT_LEAST_MEANING) @RestQuery(AT_LEAST) @Nullable String atLeast,
            @Context RoutingContext routing) {
        OrderParameters parameters = new OrderParameters(routing);
        String customer = parameters.id(CUSTOMER_ID, customerId);
        ReceiptPosition position = parameters.atLeast(atLeast, progress.topics());
        parameters.requireValid();
        if (!OrderTable.canHold(orderId)) {
            throw unknown();
        }
        return after(position, () -> queries.find(orderId, customer))
                .map(found -> ConditionalGet.response(OrderJson.of(one(found)), ifNoneMatch(routing))
                        .build());
    }

    private static OrderQueries.Found.One one(OrderQueries.Found found) {
        if (found instanceof OrderQueries.Found.One one) {
            return one;
        }
        throw found instanceof OrderQueries.Found.Several
                ? OrderProblem.AMBIGUOUS.with(
                        "Several customers have an order with this id; add the parameter customerId")
                : unknown();
    }

    @GET
    @Operation(
            summary = "List orders",
            description =
                    "Lists orders without their events, the most recent first. A page of large orders may have fewer"
                            + " than limit; a page without next is the last one")
    @APIResponse(
            responseCode = "200",
            description = "A page of orders, and the cursor of the next page",
            content = @Content(example = OrderJson.PAGE_EXAMPLE))
    public Uni<Response> list(
            @Parameter(description = "Only orders with this id; the only way to read an order named . or ..")
                    @RestQuery(ORDER_ID)
                    @Nullable
                    String orderId,
            @Parameter(description = "Only orders of this customer") @RestQuery(CUSTOMER_ID) @Nullable
                    String customerId,
            @Parameter(description = "Only orders with this status: created, confirmed, paid, shipping or cancelled")
                    @RestQuery
                    @Nullable
                    String status,
            @Parameter(description = "Only orders placed at or after this instant") @RestQuery @Nullable String from,
            @Parameter(description = "Only orders placed before this instant") @RestQuery @Nullable String to,
            @Parameter(description = "Maximum number of orders, 1 to 1000; default 50") @RestQuery @Nullable
                    String limit,
            @Parameter(description = "The value of next from the previous page") @RestQuery @Nullable String after,
            @Parameter(description = OrderParameters.AT_LEAST_MEANING) @RestQuery(AT_LEAST) @Nullable String atLeast,
            @Context RoutingContext routing) {
        OrderParameters parameters = new OrderParameters(routing);
        OrderQuery.Filter filter = parameters.filter(orderId, customerId, status, from, to);
        int size = parameters.limit(limit, DEFAULT_LIMIT);
        OrderCursor cursor = parameters.cursor(after);
        ReceiptPosition position = parameters.atLeast(atLeast, progress.topics());
        parameters.requireValid();
        return after(position, () -> queries.list(filter, size, cursor)).map(page -> {
            Response.ResponseBuilder response = ConditionalGet.response(OrderJson.of(page), ifNoneMatch(routing));
            if (page.next() != null) {
                response.header(
                        HttpHeaders.LINK,
                        LinkHeader.next(routing, page.next().toString(), Set.of(OrderParameters.AT_LEAST)));
            }
            return response.build();
        });
    }

    /** Runs a query after the projection has reached a position, if one is given. */
    private <T> Uni<T> after(@Nullable ReceiptPosition position, Supplier<Uni<T>> query) {
        Uni<T> result = position == null
                ? Uni.createFrom().deferred(query::get)
                : progress.awaitPosition(position).chain(reached -> query.get());
        return result.onFailure(ReadFailedException.class)
                .transform(failure -> OrderProblem.of((ReadFailedException) failure));
    }

    private static RuntimeException unknown() {
        return OrderProblem.UNKNOWN.with(
                "No event of this order is projected; to wait for one, pass its receipt's position as at-least");
    }

    private static List<String> ifNoneMatch(RoutingContext routing) {
        return routing.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
    }
}
