package dev.sluice.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.Drain;
import dev.sluice.http.Parameters;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.Roles;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.common.util.RestMediaType;
import org.jspecify.annotations.Nullable;

/**
 * Deals with dead letters. Nothing is sent or deleted unless a request says {@code dry-run=false}. Its methods run on worker
 * threads, since they wait for Kafka.
 */
@Path("/dead-letters")
@AllowedRoles(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class RedriveResource {

    private static final int MAX_RATE = 10_000;
    private static final String ANONYMOUS = "anonymous";

    private final RedriveService redriver;
    private final Purger purger;
    private final DeadLettersConfig config;
    private final Drain drain;
    private final ObjectMapper json;

    RedriveResource(RedriveService redriver, Purger purger, DeadLettersConfig config, Drain drain, ObjectMapper json) {
        this.redriver = redriver;
        this.purger = purger;
        this.config = config;
        this.drain = drain;
        this.json = json;
    }

    @POST
    @Path("{topic}/{partition}/{offset}/redrive")
    @Operation(
            summary = "Redrive a dead letter",
            description = "Sends the event to the topic that it came from, once, however often this is asked for")
    @APIResponse(
            responseCode = "200",
            description = "The outcome",
            content = @Content(schema = @Schema(implementation = RedriveResult.class), example = RedriveResult.EXAMPLE))
    public RedriveResult redrive(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition place = parameters.place(topic, partition, offset);
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return redriver.one(place, dry, operator(routing));
    }

    @POST
    @Path("redrive")
    @Produces(RestMediaType.APPLICATION_NDJSON)
    @Operation(
            summary = "Redrive all open dead letters that match",
            description = "Answers with a line for each letter once its transaction is committed, and a last line with"
                    + " the totals. To hang up stops it; a repeat goes on with what is left")
    @APIResponse(
            responseCode = "200",
            description = "A line for each letter, and a line with the totals",
            content = @Content(example = RedriveResult.EXAMPLE))
    public Response redriveMany(
            @Parameter(description = DeadLetterParameters.EITHER_TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = DeadLetterParameters.TYPE) @RestQuery @Nullable String type,
            @Parameter(description = DeadLetterParameters.REASON) @RestQuery @Nullable String reason,
            @Parameter(description = DeadLetterParameters.FROM) @RestQuery @Nullable String from,
            @Parameter(description = DeadLetterParameters.TO) @RestQuery @Nullable String to,
            @Parameter(description = "The most letters; all unless given") @RestQuery @Nullable String limit,
            @Parameter(description = "Letters a second, 1 to 10000") @RestQuery @Nullable String rate,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RedriveJob.Request request = new RedriveJob.Request(
                parameters.filter(topic, type, reason, from, to, DeadLetterState.OPEN.text()),
                parameters.number("limit", limit, 1, Integer.MAX_VALUE, Integer.MAX_VALUE),
                parameters.number("rate", rate, 1, MAX_RATE, config.rate()),
                config.maxBatch(),
                operator(routing));
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return Response.ok(new RedriveStream(redriver.many(request, dry), request, routing, drain, json))
                .type(RestMediaType.APPLICATION_NDJSON)
                .build();
    }

    @POST
    @Path("{topic}/{partition}/{offset}/discard")
    @Operation(
            summary = "Discard a dead letter",
            description = "Says that nothing is to be sent for it. It stays readable until it is purged")
    @APIResponse(
            responseCode = "200",
            description = "The letter",
            content =
                    @Content(schema = @Schema(implementation = DeadLetterView.class), example = DeadLetterView.EXAMPLE))
    public DeadLetterView discard(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition place = parameters.place(topic, partition, offset);
        parameters.requireValid();
        return redriver.discard(place, operator(routing));
    }

    @POST
    @Path("purge")
    @Operation(
            summary = "Delete the dead letters of a topic that are dealt with",
            description = "From the start of each partition up to the first letter that is open: that one keeps those"
                    + " behind it")
    @APIResponse(
            responseCode = "200",
            description = "The letters that were deleted, or would be",
            content = @Content(schema = @Schema(implementation = Purger.Purge.class), example = Purger.Purge.EXAMPLE))
    public Purger.Purge purge(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        String name = parameters.required("topic", topic);
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return purger.purge(name, dry, operator(routing));
    }

    private static String operator(RoutingContext routing) {
        Caller client = Caller.of(routing);
        return client.isAnonymous() ? ANONYMOUS : client.name();
    }
}
