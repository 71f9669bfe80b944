package dev.sluice.deadletter;

import dev.sluice.kafka.RecordPosition;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Roles;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Dead letters, to be looked at. Its methods run on worker threads, since they wait for Kafka. */
@Path("/dead-letters")
@AllowedRoles(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class DeadLettersResource {

    private static final int DEFAULT_LIMIT = 100;

    private final LetterReader reader;

    DeadLettersResource(LetterReader reader) {
        this.reader = reader;
    }

    @GET
    @Operation(
            summary = "List dead letters",
            description =
                    "By topic, partition and offset, so the oldest of a partition come first. A page may be short, "
                            + "or empty, and still have a next: only so many records are read for one")
    public LetterReader.Page list(
            @RestQuery @Nullable String topic,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String reason,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String after,
            @Context RoutingContext routing) {
        LetterParameters parameters = new LetterParameters(routing);
        LetterFilter filter = parameters.filter(topic, type, reason, from, to, state);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        RecordPosition cursor = parameters.cursor(after);
        parameters.requireValid();
        return reader.list(filter, most, cursor);
    }

    @GET
    @Path("{topic}/{partition}/{offset}")
    @Operation(summary = "Read a dead letter", description = "Decoded as far as it can be, and its bytes in base64")
    public LetterDetails read(
            @RestPath String topic,
            @RestPath String partition,
            @RestPath String offset,
            @Context RoutingContext routing) {
        LetterParameters parameters = new LetterParameters(routing);
        RecordPosition place = parameters.place(topic, partition, offset);
        parameters.requireValid();
        return reader.read(place);
    }
}
