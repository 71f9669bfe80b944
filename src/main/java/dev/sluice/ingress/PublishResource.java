package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventIds;
import dev.sluice.event.EventType;
import dev.sluice.schema.EventSchemas;
import dev.sluice.schema.json.EventReader;
import dev.sluice.schema.json.EventReader.Result;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestPath;

/** Publishes one event. All of it runs on the event loop: nothing here waits, and the registry is never asked. */
@Path("/events/{type}")
class PublishResource {

    private final EventCatalog catalog;
    private final EventSchemas schemas;
    private final Publisher publisher;
    private final long maxSize;
    private final Map<EventType, EventReader> readers;

    PublishResource(EventCatalog catalog, EventSchemas schemas, Publisher publisher, IngressConfig config) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.publisher = publisher;
        this.maxSize = config.maxEventSize().asLongValue();
        this.readers = catalog.types().stream()
                .filter(EventType::publishable)
                .collect(Collectors.toMap(Function.identity(), EventReader::new));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> publish(@RestPath String type, @Context RoutingContext routing) {
        EventType eventType = catalog.find(type)
                .orElseThrow(() -> Problem.UNKNOWN_TYPE.with("GET /event-types lists those there are"));
        EventReader reader = readers.get(eventType);
        if (reader == null) {
            throw Problem.RESERVED.with(type + " follows from other events");
        }
        int schemaId =
                schemas.id(eventType).orElseThrow(() -> Problem.SCHEMA_UNRESOLVED.with("The event was not written"));
        return RequestBody.read(routing, maxSize)
                .map(body -> valid(eventType, reader.read(body, schemaId)))
                .chain(event -> publisher.publish(eventType, EventIds.next(), event))
                .map(receipt ->
                        Response.status(Response.Status.CREATED).entity(receipt).build());
    }

    private static Result.Valid valid(EventType type, Result result) {
        if (result instanceof Result.Malformed malformed) {
            throw Problem.MALFORMED.with(malformed.detail());
        }
        if (result instanceof Result.Invalid invalid) {
            throw Problem.invalid(type, invalid.faults());
        }
        return (Result.Valid) result;
    }
}
