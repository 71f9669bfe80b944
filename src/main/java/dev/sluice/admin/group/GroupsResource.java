package dev.sluice.admin.group;

import dev.sluice.http.Parameters;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.Roles;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Consumer groups. Its methods run on worker threads, since they wait for Kafka. */
@Path("/consumer-groups")
@AllowedRoles(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consumer groups")
class GroupsResource {

    private static final int DEFAULT_LIMIT = 100;

    private final Groups groups;
    private final OffsetReset resetter;

    GroupsResource(Groups groups, OffsetReset resetter) {
        this.groups = groups;
        this.resetter = resetter;
    }

    @GET
    @Operation(
            summary = "List the cluster's consumer groups",
            description = "By id, with their states, members and lag in records. Of groups of other types, such as"
                    + " share groups, the type and the state are told")
    @APIResponse(
            responseCode = "200",
            description = "Groups, and the cursor of the next page",
            content = @Content(schema = @Schema(implementation = GroupPage.class), example = GroupPage.EXAMPLE))
    public GroupPage list(
            @Parameter(description = "The most groups, 1 to 1000; 100 unless given") @RestQuery @Nullable String limit,
            @Parameter(description = "The next of the page before") @RestQuery @Nullable String after,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        parameters.requireValid();
        return groups.list(most, after);
    }

    @GET
    @Path("{group}")
    @Operation(
            summary = "Describe a consumer group",
            description = "Its members, and how far it is behind in each partition, in records and in seconds")
    @APIResponse(
            responseCode = "200",
            description = "The group",
            content = @Content(schema = @Schema(implementation = GroupDetails.class), example = GroupDetails.EXAMPLE))
    public GroupDetails describe(@Parameter(description = "The group's id") @RestPath String group) {
        return groups.describe(group);
    }

    @POST
    @Path("{group}/reset")
    @Operation(
            summary = "Reset the offsets of a consumer group",
            description = "Of one that has no members. The offsets of before are in the answer, to undo it")
    @APIResponse(
            responseCode = "200",
            description = "The offsets before and after, of each partition",
            content =
                    @Content(
                            schema = @Schema(implementation = OffsetResetResult.class),
                            example = OffsetResetResult.EXAMPLE))
    public OffsetResetResult reset(
            @Parameter(description = "The group's id") @RestPath String group,
            @Parameter(
                            description =
                                    "earliest, latest, an offset, or an instant in ISO-8601: the first record that"
                                            + " is not older")
                    @RestQuery
                    @Nullable
                    String to,
            @Parameter(description = "All partitions of this topic; unless given, all that the group has committed")
                    @RestQuery
                    @Nullable
                    String topic,
            @Parameter(description = "This partition of the topic only") @RestQuery @Nullable String partition,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        if (to == null) {
            parameters.addError("to", "is required");
        }
        ResetTarget target = parameters.parse(
                "to",
                to,
                ResetTarget::parse,
                "must be earliest, latest, an offset, or an instant such as 2026-11-23T05:00:00Z");
        int number = parameters.number("partition", partition, 0, Integer.MAX_VALUE, 0);
        if (partition != null && topic == null) {
            parameters.addError("topic", "is required with a partition");
        }
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return resetter.reset(new OffsetReset.Request(
                group,
                Objects.requireNonNull(target),
                topic,
                partition == null ? null : Integer.valueOf(number),
                dry,
                operator(routing)));
    }

    private static String operator(RoutingContext routing) {
        Caller client = Caller.of(routing);
        return client.isAnonymous() ? "anonymous" : client.name();
    }
}
