package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.registry.EventSchemas;
import dev.sluice.security.Caller;
import dev.sluice.security.PublishRights;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The event types that clients may publish, by name. Safe for any thread. */
@Singleton
public class PublishableTypes {

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
     * An event type with all that is needed to read its events.
     *
     * @param schemaId the id of the type's schema in the registry; 0 if it is not resolved yet, so that only the keys of the events are
     *     usable
     */
    public record PublishableType(EventType type, EventReader reader, int schemaId, boolean isResolved) {

        /**
         * Reads an event that is the whole body of a request.
         *
         * @throws HttpProblem if the body is malformed or the event is invalid
         */
        Valid read(byte[] body, EventEncoding encoding) {
            return requireValid(parse(body, encoding));
        }

        /** Reads an event in any encoding. */
        public Result parse(byte[] event, EventEncoding encoding) {
            return switch (encoding) {
                case PLAIN_JSON -> reader.read(event, schemaId);
                case AVRO_JSON -> reader.readAvroJson(event, schemaId);
                case AVRO_BINARY -> reader.readBinary(event, schemaId);
            };
        }

        /**
         * Reads an event from the parser's current value.
         *
         * @throws HttpProblem if the event is invalid; the parser then stands on the last token of the value
         * @throws IOException if the JSON is malformed
         */
        public Valid read(JsonParser parser) throws IOException {
            return requireValid(reader.read(parser, schemaId));
        }

        /**
         * Reads an event in plain JSON from a part of a larger document.
         *
         * @param from index of the first byte
         * @throws IOException if the JSON is malformed
         */
        public Result parse(byte[] document, int from, int length) throws IOException {
            try (JsonParser parser = EventReader.parser(document, from, length)) {
                parser.nextToken();
                return reader.read(parser, schemaId);
            }
        }

        private Valid requireValid(Result result) {
            if (result instanceof Result.Malformed malformed) {
                throw RequestProblem.MALFORMED.with(malformed.detail());
            }
            if (result instanceof Result.Invalid invalid) {
                throw PublishProblem.invalidEvent(type.name(), invalid.errors());
            }
            return (Valid) result;
        }
    }

    /**
     * Returns a type that the caller may publish.
     *
     * @throws HttpProblem if the type is unknown, reserved or forbidden to the caller, or if its schema is not resolved yet
     */
    public PublishableType require(String name, Caller caller) {
        PublishableType type = find(name, caller);
        if (!type.isResolved()) {
            throw PublishProblem.schemaUnresolved();
        }
        return type;
    }

    /**
     * Returns a type that the caller may publish once its schema is resolved.
     *
     * @throws HttpProblem if the type is unknown, reserved or forbidden to the caller
     */
    public PublishableType find(String name, Caller caller) {
        EventType type = catalog.find(name).orElseThrow(PublishProblem::unknownEventType);
        EventReader reader = readers.get(name);
        if (reader == null) {
            throw PublishProblem.RESERVED_EVENT_TYPE.with("Clients may not publish " + name);
        }
        if (!rights.allow(type, caller)) {
            throw RequestProblem.FORBIDDEN.with("The caller may not publish " + name);
        }
        OptionalInt schemaId = schemas.id(type);
        return new PublishableType(type, reader, schemaId.orElse(0), schemaId.isPresent());
    }
}
