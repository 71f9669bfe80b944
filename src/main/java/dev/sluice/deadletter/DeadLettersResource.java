package dev.sluice.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.Drain;
import dev.sluice.http.Parameters;
import dev.sluice.http.ServedBy;
import dev.sluice.kafka.RecordPosition;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.AuditLog;
import dev.sluice.security.AuditLog.Outcome;
import dev.sluice.security.Caller;
import dev.sluice.security.Roles;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
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
 * The REST API of dead letters: list, read, redrive, discard and purge. A redrive or purge changes nothing unless the
 * request has {@code dry-run=false}. Its methods run on worker threads, since they block on Kafka.
 */
@Path("/dead-letters")
@ServedBy(Component.ADMIN)
@AllowedRoles(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Dead letters")
class DeadLettersResource {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_RATE = 10_000;

    private final DeadLetterReader reader;
    private final RedriveService redrives;
    private final Purger purger;
    private final DeadLettersConfig config;
    private final Drain drain;
    private final ObjectMapper json;

    DeadLettersResource(
            DeadLetterReader reader,
            RedriveService redrives,
            Purger purger,
            DeadLettersConfig config,
            Drain drain,
            ObjectMapper json) {
        this.reader = reader;
        this.redrives = redrives;
        this.purger = purger;
        this.config = config;
        this.drain = drain;
        this.json = json;
    }

    @GET
    @Operation(
            summary = "List dead letters",
            description =
                    "Ordered by topic, partition and offset, so the oldest dead letters of a partition come first."
                            + " The number of records that are read for a page is limited, so a page can be short or"
                            + " empty and still have a next")
    @APIResponse(
            responseCode = "200",
            description = "Dead letters, and the cursor of the next page",
            content =
                    @Content(
                            schema = @Schema(implementation = DeadLetterView.Page.class),
                            example = DeadLetterView.Page.EXAMPLE))
    public DeadLetterView.Page list(
            @Parameter(description = DeadLetterParameters.EITHER_TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = DeadLetterParameters.TYPE) @RestQuery @Nullable String type,
            @Parameter(description = DeadLetterParameters.REASON) @RestQuery @Nullable String reason,
            @Parameter(description = DeadLetterParameters.FROM) @RestQuery @Nullable String from,
            @Parameter(description = DeadLetterParameters.TO) @RestQuery @Nullable String to,
            @Parameter(description = "State: open, redriven or discarded") @RestQuery @Nullable String state,
            @Parameter(description = "Maximum number of dead letters, 1 to 1000; the default is 100")
                    @RestQuery
                    @Nullable
                    String limit,
            @Parameter(description = "The next of the previous page") @RestQuery @Nullable String after,
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
    @Operation(
            summary = "Read a dead letter",
            description = "All headers, the value as JSON if it can be decoded, and key and value in base64")
    @APIResponse(
            responseCode = "200",
            description = "The dead letter",
            content =
                    @Content(
                            schema = @Schema(implementation = DeadLetterView.Details.class),
                            example = DeadLetterView.EXAMPLE))
    public DeadLetterView.Details read(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition position = parameters.position(topic, partition, offset);
        parameters.requireValid();
        RecordPosition deadLetter = Objects.requireNonNull(position);
        return AuditLog.record(
                Caller.of(routing),
                "dead-letter.read",
                deadLetter.toString(),
                () -> reader.read(deadLetter),
                read -> Outcome.done(1));
    }

    @POST
    @Path("{topic}/{partition}/{offset}/redrive")
    @Operation(
            summary = "Redrive a dead letter",
            description =
                    "Sends the event to its original topic again. It is sent once, even if the request is repeated")
    @APIResponse(
            responseCode = "200",
            description = "The outcome",
            content =
                    @Content(
                            schema = @Schema(implementation = RedriveLine.Result.class),
                            example = RedriveLine.Result.EXAMPLE))
    public RedriveLine.Result redrive(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition position = parameters.position(topic, partition, offset);
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        RecordPosition deadLetter = Objects.requireNonNull(position);
        Caller caller = Caller.of(routing);
        if (dry) {
            return redrives.redrive(deadLetter, true, caller.displayName());
        }
        return AuditLog.record(
                caller,
                "dead-letter.redrive",
                deadLetter.toString(),
                () -> redrives.redrive(deadLetter, false, caller.displayName()),
                redrive -> redrive.isSent() ? Outcome.done(1) : new Outcome("skipped", 0));
    }

    @POST
    @Path("redrive")
    @Produces(RestMediaType.APPLICATION_NDJSON)
    @Operation(
            summary = "Redrive all open dead letters that match a filter",
            description =
                    "Returns a line for each dead letter once its transaction is committed, and a last line with the"
                            + " totals. Disconnecting stops the redrive; repeat the request to resume")
    @APIResponse(
            responseCode = "200",
            description = "A line for each dead letter, and a line with the totals",
            content = @Content(example = RedriveLine.Result.EXAMPLE))
    public Response redriveMany(
            @Parameter(description = DeadLetterParameters.EITHER_TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = DeadLetterParameters.TYPE) @RestQuery @Nullable String type,
            @Parameter(description = DeadLetterParameters.REASON) @RestQuery @Nullable String reason,
            @Parameter(description = DeadLetterParameters.FROM) @RestQuery @Nullable String from,
            @Parameter(description = DeadLetterParameters.TO) @RestQuery @Nullable String to,
            @Parameter(description = "Maximum number of dead letters to send; the default is no limit")
                    @RestQuery
                    @Nullable
                    String limit,
            @Parameter(
                            description = "Maximum rate in dead letters per second, 1 to 10000; the default is"
                                    + " sluice.dead-letters.rate")
                    @RestQuery
                    @Nullable
                    String rate,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RedriveJob.Request request = new RedriveJob.Request(
                parameters.filter(topic, type, reason, from, to, DeadLetter.State.OPEN.text()),
                parameters.number("limit", limit, 1, Integer.MAX_VALUE, Integer.MAX_VALUE),
                parameters.number("rate", rate, 1, MAX_RATE, config.rate()),
                config.maxBatch(),
                Caller.of(routing).displayName());
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return Response.ok(new RedriveStream(redrives.prepare(request, dry), request, routing, drain, json))
                .type(RestMediaType.APPLICATION_NDJSON)
                .build();
    }

    @POST
    @Path("{topic}/{partition}/{offset}/discard")
    @Operation(
            summary = "Discard a dead letter",
            description = "Marks the dead letter as discarded, so that it is never redriven. It can be read until it is"
                    + " purged")
    @APIResponse(
            responseCode = "200",
            description = "The dead letter",
            content =
                    @Content(schema = @Schema(implementation = DeadLetterView.class), example = DeadLetterView.EXAMPLE))
    public DeadLetterView discard(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestPath String topic,
            @Parameter(description = DeadLetterParameters.PARTITION) @RestPath String partition,
            @Parameter(description = DeadLetterParameters.OFFSET) @RestPath String offset,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        RecordPosition position = parameters.position(topic, partition, offset);
        parameters.requireValid();
        RecordPosition deadLetter = Objects.requireNonNull(position);
        Caller caller = Caller.of(routing);
        return AuditLog.record(
                caller,
                "dead-letter.discard",
                deadLetter.toString(),
                () -> redrives.discard(deadLetter, caller.displayName()),
                view -> view.isDiscarded() ? Outcome.done(1) : new Outcome("skipped", 0));
    }

    @POST
    @Path("purge")
    @Operation(
            summary = "Purge the resolved dead letters of a topic",
            description =
                    "Deletes the redriven and discarded dead letters of each partition up to its first open one. That"
                            + " one and all later dead letters stay: Kafka deletes from the start of a partition only")
    @APIResponse(
            responseCode = "200",
            description = "The number of dead letters that were deleted, or would be, by partition",
            content = @Content(schema = @Schema(implementation = Purger.Purge.class), example = Purger.Purge.EXAMPLE))
    public Purger.Purge purge(
            @Parameter(description = DeadLetterParameters.TOPIC) @RestQuery @Nullable String topic,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        DeadLetterParameters parameters = new DeadLetterParameters(routing);
        if (topic == null) {
            parameters.addError("topic", "is required");
        }
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        String deadLetters = Objects.requireNonNull(topic);
        return dry
                ? purger.purge(deadLetters, true)
                : AuditLog.record(
                        Caller.of(routing),
                        "dead-letters.purge",
                        deadLetters,
                        () -> purger.purge(deadLetters, false),
                        purge -> Outcome.done(purge.count()));
    }
}
