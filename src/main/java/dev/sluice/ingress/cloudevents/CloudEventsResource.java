package dev.sluice.ingress.cloudevents;

import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.http.ServedBy;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.PublishRequestHandler;
import dev.sluice.ingress.PublishableTypes;
import dev.sluice.ingress.SinglePublisher;
import dev.sluice.ingress.batch.BatchPublisher;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.RateLimit;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Publishes CloudEvents, through the same publishers as other events. Runs on the event loop and never blocks. OpenAPI documents
 * these requests with the operations of the same paths.
 */
@Path(PublishRequestHandler.PATH)
@ServedBy(Component.INGRESS)
@AllowedRoles(Roles.PUBLISHER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class CloudEventsResource {

    private final PublishableTypes types;
    private final CloudEventMapping mapping;
    private final SinglePublisher publisher;
    private final BatchPublisher batches;
    private final PublishRequestHandler requests;
    private final RateLimit rate;
    private final IngressConfig config;

    CloudEventsResource(
            PublishableTypes types,
            CloudEventMapping mapping,
            SinglePublisher publisher,
            BatchPublisher batches,
            PublishRequestHandler requests,
            RateLimit rate,
            IngressConfig config) {
        this.types = types;
        this.mapping = mapping;
        this.publisher = publisher;
        this.batches = batches;
        this.requests = requests;
        this.rate = rate;
        this.config = config;
    }

    /** Publishes an event in binary mode. */
    @POST
    @Consumes(BinaryModeRoute.MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishBinary(@Context RoutingContext routing) {
        return publish(routing, ErrorLocation.BINARY, null);
    }

    /** Publishes an event of one type in binary mode. */
    @POST
    @Path("{type}")
    @Consumes(BinaryModeRoute.MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishBinary(@RestPath String type, @Context RoutingContext routing) {
        return publish(routing, ErrorLocation.BINARY, type);
    }

    /** Publishes an event in structured mode. */
    @POST
    @Consumes(JsonFormat.MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishStructured(@Context RoutingContext routing) {
        return publish(routing, ErrorLocation.STRUCTURED, null);
    }

    /** Publishes an event of one type in structured mode. */
    @POST
    @Path("{type}")
    @Consumes(JsonFormat.MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishStructured(@RestPath String type, @Context RoutingContext routing) {
        return publish(routing, ErrorLocation.STRUCTURED, type);
    }

    /** Publishes a batch. */
    @POST
    @Consumes(JsonFormat.BATCH_MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishBatch(
            @RestQuery @DefaultValue("false") boolean atomic,
            @RestQuery @DefaultValue("true") boolean ordered,
            @Context RoutingContext routing) {
        return publish(routing, null, atomic, ordered);
    }

    /** Publishes a batch of events of one type. */
    @POST
    @Path("{type}")
    @Consumes(JsonFormat.BATCH_MEDIA_TYPE)
    @Operation(hidden = true)
    public Uni<Response> publishBatch(
            @RestPath String type,
            @RestQuery @DefaultValue("false") boolean atomic,
            @RestQuery @DefaultValue("true") boolean ordered,
            @Context RoutingContext routing) {
        return publish(routing, type, atomic, ordered);
    }

    private Uni<Response> publish(RoutingContext routing, ErrorLocation mode, @Nullable String type) {
        admit(routing, type);
        return requests.handle(
                routing,
                config.maxEventSize().asLongValue(),
                new SingleCloudEvent(routing, mode, type, config.cloudevents().idempotent(), mapping, publisher));
    }

    private Uni<Response> publish(RoutingContext routing, @Nullable String type, boolean atomic, boolean ordered) {
        Caller caller = admit(routing, type);
        return requests.handle(
                routing,
                config.maxBatchSize().asLongValue(),
                new CloudEventBatch(caller, type, config.cloudevents().idempotent(), config.maxBatchEvents(), mapping),
                items -> batches.publish(caller, items, atomic, ordered));
    }

    /** Applies the caller's limits and rights before the body is read. */
    private Caller admit(RoutingContext routing, @Nullable String type) {
        Caller caller = Caller.of(routing);
        rate.acquire(caller);
        if (type != null) {
            var unused = types.require(type, caller);
        }
        return caller;
    }
}
