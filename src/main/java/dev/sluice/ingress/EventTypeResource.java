package dev.sluice.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.ServedBy;
import dev.sluice.json.Examples;
import dev.sluice.json.JsonSchemas;
import dev.sluice.registry.SchemaText;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Roles;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Lists and describes the event types of the catalogue. */
@Path(EventTypeResource.PATH)
@ServedBy(Component.INGRESS)
@AllowedRoles({Roles.READER, Roles.PUBLISHER})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Event types")
class EventTypeResource {

    static final String PATH = "/event-types";
    static final String DESCRIPTION_PATH = PATH + "/{type}";

    private final EventCatalog catalog;

    EventTypeResource(EventCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * An event type in the list.
     *
     * @param publishable whether clients may publish the type; false if only processing publishes it
     */
    @RegisterForReflection
    record Summary(String name, String topic, String key, boolean publishable) {

        static Summary of(EventType type) {
            return new Summary(type.name(), type.topic(), type.key(), type.publishable());
        }
    }

    /**
     * An event type with its schemas.
     *
     * @param avroSchema the schema as it is registered
     * @param jsonSchema JSON Schema (draft 2020-12) of the JSON that is accepted
     * @param example a valid event
     */
    @RegisterForReflection
    record Description(
            String name,
            String topic,
            String key,
            boolean publishable,
            JsonNode avroSchema,
            JsonNode jsonSchema,
            JsonNode example) {

        static Description of(EventType type) {
            return new Description(
                    type.name(),
                    type.topic(),
                    type.key(),
                    type.publishable(),
                    SchemaText.tree(type.schema()),
                    JsonSchemas.document(type.schema()),
                    Examples.of(type.schema()));
        }
    }

    @GET
    @Operation(summary = "List event types")
    public List<Summary> list() {
        return catalog.types().stream().map(Summary::of).toList();
    }

    @GET
    @Path("{type}")
    @Operation(summary = "Describe an event type", description = "Avro schema, JSON Schema and an example")
    public Description describe(@RestPath String type) {
        return catalog.find(type).map(Description::of).orElseThrow(PublishProblem::unknownEventType);
    }
}
