package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.event.EventType;
import dev.sluice.http.RequestProblem;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result;
import dev.sluice.json.EventReader.Result.Valid;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;

/**
 * An event type whose events can be taken now.
 *
 * @param schemaId the id that the registry gave the type's schema
 */
record PublishableType(EventType type, EventReader reader, int schemaId) {

    /**
     * Reads an event that is a document by itself.
     *
     * @throws HttpProblem if it is no JSON where it should be, or no valid event
     */
    Valid read(byte[] body, EventEncoding encoding) {
        return valid(
                switch (encoding) {
                    case PLAIN_JSON -> reader.read(body, schemaId);
                    case AVRO_JSON -> reader.readAvroJson(body, schemaId);
                    case AVRO_BINARY -> reader.readBinary(body, schemaId);
                });
    }

    /**
     * Reads an event that is part of a document, from the value that the parser stands on.
     *
     * @throws HttpProblem if it is no valid event; the parser then stands on its end all the same
     * @throws IOException if it is no JSON
     */
    Valid read(JsonParser parser) throws IOException {
        return valid(reader.read(parser, schemaId));
    }

    private Valid valid(Result result) {
        if (result instanceof Result.Malformed malformed) {
            throw RequestProblem.MALFORMED.with(malformed.detail());
        }
        if (result instanceof Result.Invalid invalid) {
            throw PublishProblem.invalid(type.name(), invalid.errors());
        }
        return (Valid) result;
    }
}
