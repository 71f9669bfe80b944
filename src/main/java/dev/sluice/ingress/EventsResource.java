package dev.sluice.ingress;

import dev.sluice.http.ServedBy;
import dev.sluice.ingress.PublishableTypes.PublishableType;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.RateLimit;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Publishes single events. Runs on the event loop and never blocks: schemas are resolved in advance. */
@Path(PublishRequestHandler.PATH)
@ServedBy(Component.INGRESS)
@AllowedRoles(Roles.PUBLISHER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class EventsResource {

    private final PublishableTypes types;
    private final SinglePublisher publisher;
    private final PublishRequestHandler requests;
    private final RateLimit rate;
    private final long maxEventSize;

    EventsResource(
            PublishableTypes types,
            SinglePublisher publisher,
            PublishRequestHandler requests,
            RateLimit rate,
            IngressConfig config) {
        this.types = types;
        this.publisher = publisher;
        this.requests = requests;
        this.rate = rate;
        this.maxEventSize = config.maxEventSize().asLongValue();
    }

    /** Publishes one event. */
    @POST
    @Path("{type}")
    @Consumes({MediaType.APPLICATION_JSON, EventEncoding.AVRO_JSON_TYPE, EventEncoding.AVRO_BINARY_TYPE})
    @Operation(summary = "Publish an event")
    @APIResponse(
            responseCode = "201",
            description = "All in-sync replicas have the event",
            content = @Content(schema = @Schema(implementation = Receipt.class), example = Receipt.EXAMPLE))
    public Uni<Response> publish(@RestPath String type, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        rate.acquire(caller);
        PublishableType publishable = types.require(type, caller);
        EventEncoding encoding = EventEncoding.of(routing.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return requests.handle(routing, maxEventSize, (body, ids, memory) -> {
            Valid event = publishable.read(body, encoding);
            return publisher.publish(new BatchItem.Ready(publishable.type(), ids.at(0), event));
        });
    }
}
