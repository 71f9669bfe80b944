package dev.sluice.ingress;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader;
import dev.sluice.registry.EventSchemas;
import dev.sluice.security.Caller;
import dev.sluice.security.PublishRights;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;

/** The event types that clients can publish, by the names that they use. */
@Singleton
class PublishableTypes {

    private final EventCatalog catalog;
    private final EventSchemas schemas;
    private final PublishRights rights;
    private final Map<String, EventReader> readers;

    PublishableTypes(EventCatalog catalog, EventSchemas schemas, PublishRights rights) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.rights = rights;
        this.readers = catalog.types().stream()
                .filter(EventType::publishable)
                .collect(Collectors.toMap(EventType::name, EventReader::new));
    }

    /**
     * @throws HttpProblem if there is no such type, no client or not this one may publish it, or its schema is not resolved
     *     yet
     */
    PublishableType require(String name, Caller client) {
        EventType type = catalog.find(name)
                .orElseThrow(() -> PublishProblem.UNKNOWN_TYPE.with("GET /event-types lists those there are"));
        EventReader reader = readers.get(name);
        if (reader == null) {
            throw PublishProblem.RESERVED.with(name + " follows from other events");
        }
        if (!rights.allow(type, client)) {
            throw RequestProblem.FORBIDDEN.with("Publishing " + name + " is the right of other groups");
        }
        int schemaId =
                schemas.id(type).orElseThrow(() -> PublishProblem.SCHEMA_UNRESOLVED.with("The event was not written"));
        return new PublishableType(type, reader, schemaId);
    }
}
