package dev.sluice.order.query;

import static dev.sluice.order.query.OrderParameters.AT_LEAST;
import static dev.sluice.order.query.OrderParameters.CUSTOMER_ID;

import dev.sluice.http.ConditionalGet;
import dev.sluice.http.LinkHeader;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.projection.BoundedQueries.ReadFailedException;
import dev.sluice.projection.ProjectionProgress;
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

/** What has become of orders. Its methods run on event loops, and wait for nothing. */
@Path("/orders")
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
            description = "With its events. What is not known of it, or did not happen to it, is left out. Numbers are"
                    + " exact: read them as decimals")
    @APIResponse(
            responseCode = "200",
            description = "The order, with its events",
            content = @Content(example = OrderJson.EXAMPLE))
    public Uni<Response> read(
            @Parameter(description = "The order's id") @RestPath String orderId,
            @Parameter(description = "The customer of the order or orders") @RestQuery(CUSTOMER_ID) @Nullable
                    String customerId,
            @Parameter(description = OrderParameters.AT_LEAST_MEANING) @RestQuery(AT_LEAST) @Nullable String atLeast,
            @Context RoutingContext routing) {
        OrderParameters parameters = new OrderParameters(routing);
        String customer = parameters.id(CUSTOMER_ID, customerId);
        RecordPosition position = parameters.atLeast(atLeast, progress.topics());
        parameters.requireValid();
        if (!OrderTable.canHold(orderId)) {
            throw unknown();
        }
        return once(position, () -> queries.find(orderId, customer))
                .map(found -> ConditionalGet.response(OrderJson.of(one(found)), known(routing))
                        .build());
    }

    private static OrderQueries.Found.One one(OrderQueries.Found found) {
        if (found instanceof OrderQueries.Found.One one) {
            return one;
        }
        throw found instanceof OrderQueries.Found.Several
                ? OrderProblem.AMBIGUOUS.with("Say whose order it is: customerId")
                : unknown();
    }

    @GET
    @Operation(
            summary = "List orders",
            description = "The latest placed first, without their events. A page of large orders may be shorter than"
                    + " its limit: without next it is the last")
    @APIResponse(
            responseCode = "200",
            description = "Orders, and the cursor of the next page",
            content = @Content(example = OrderJson.PAGE_EXAMPLE))
    public Uni<Response> list(
            @Parameter(description = "The customer of the order or orders") @RestQuery(CUSTOMER_ID) @Nullable
                    String customerId,
            @Parameter(description = "created, confirmed, paid, shipping or cancelled") @RestQuery @Nullable
                    String status,
            @Parameter(description = "The earliest instant at which they were placed") @RestQuery @Nullable String from,
            @Parameter(description = "The instant before which they were placed") @RestQuery @Nullable String to,
            @Parameter(description = "The most orders, 1 to 1000; 50 unless given") @RestQuery @Nullable String limit,
            @Parameter(description = "The next of the page before") @RestQuery @Nullable String after,
            @Parameter(description = OrderParameters.AT_LEAST_MEANING) @RestQuery(AT_LEAST) @Nullable String atLeast,
            @Context RoutingContext routing) {
        OrderParameters parameters = new OrderParameters(routing);
        OrderFilter filter = parameters.filter(customerId, status, from, to);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        OrderCursor cursor = parameters.cursor(after);
        RecordPosition position = parameters.atLeast(atLeast, progress.topics());
        parameters.requireValid();
        return once(position, () -> queries.list(filter, most, cursor)).map(page -> {
            Response.ResponseBuilder answer = ConditionalGet.response(OrderJson.of(page), known(routing));
            if (page.next() != null) {
                answer.header(
                        HttpHeaders.LINK,
                        LinkHeader.next(routing, page.next().toString(), Set.of(OrderParameters.AT_LEAST)));
            }
            return answer.build();
        });
    }

    /** Asks once the tables have what the answer has to show. */
    private <T> Uni<T> once(@Nullable RecordPosition position, Supplier<Uni<T>> query) {
        Uni<T> answer = position == null
                ? Uni.createFrom().deferred(query::get)
                : progress.awaitPosition(position).chain(reached -> query.get());
        return answer.onFailure(ReadFailedException.class)
                .transform(failure -> OrderProblem.of((ReadFailedException) failure));
    }

    private static RuntimeException unknown() {
        return OrderProblem.UNKNOWN.with("No event of it was projected: at-least waits for one");
    }

    private static List<String> known(RoutingContext routing) {
        return routing.request().headers().getAll(HttpHeaders.IF_NONE_MATCH);
    }
}
