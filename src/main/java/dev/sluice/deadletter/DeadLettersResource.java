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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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

    private final DeadLetterReader reader;

    DeadLettersResource(DeadLetterReader reader) {
        this.reader = reader;
    }

    @GET
    @Operation(
            summary = "List dead letters",
            description =
                    "By topic, partition and offset, so the oldest of a partition come first. A page may be short, "
                            + "or empty, and still have a next: only so many records are read for one")
    @APIResponse(
            responseCode = "200",
            description = "Letters, and the cursor of the next page",
            content =
                    @Content(
                            schema = @Schema(implementation = DeadLetterReader.Page.class),
                            example = DeadLetterReader.Page.EXAMPLE))
    public DeadLetterReader.Page list(
            @Parameter(description = DeadLetterParameters.EITHER_TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = DeadLetterParameters.TYPE) @RestQuery @Nullable String type,
            @Parameter(description = DeadLetterParameters.REASON) @RestQuery @Nullable String reason,
            @Parameter(description = DeadLetterParameters.FROM) @RestQuery @Nullable String from,
            @Parameter(description = DeadLetterParameters.TO) @RestQuery @Nullable String to,
            @Parameter(description = "open, redriven or discarded") @RestQuery @Nullable String state,
            @Parameter(description = "The most letters, 1 to 1000; 100 unless given") @RestQuery @Nullable String limit,
            @Parameter(description = "The next of the page before") @RestQuery @Nullable String after,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        DeadLetterFilter filter = parameters.filter(topic, type, reason, from, to, state);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        RecordPosition cursor = parameters.cursor(after);
        parameters.requireValid();
        return reader.list(filter, most, cursor);
    }

    @GET
    @Path("{topic}/{partition}/{offset}")
    @Operation(summary = "Read a dead letter", description = "Decoded as far as it can be, and its bytes in base64")
    @APIResponse(
            responseCode = "200",
            description = "The letter",
            content =
                    @Content(
                            schema = @Schema(implementation = DeadLetterDetails.class),
                            example = DeadLetterView.EXAMPLE))
    public DeadLetterDetails read(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition place = parameters.place(topic, partition, offset);
        parameters.requireValid();
        return reader.read(place);
    }
}
