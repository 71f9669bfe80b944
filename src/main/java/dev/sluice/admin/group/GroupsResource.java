package dev.sluice.admin.group;

import dev.sluice.http.Parameters;
import dev.sluice.http.ServedBy;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.AuditLog;
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

/**
 * The REST API of consumer groups: list, describe and reset. Its methods run on worker threads, since they block on
 * Kafka.
 */
@Path("/consumer-groups")
@ServedBy(Component.ADMIN)
@AllowedRoles(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consumer groups")
class GroupsResource {

    private static final int DEFAULT_LIMIT = 100;

    private final Groups groups;
    private final OffsetReset offsetReset;

    GroupsResource(Groups groups, OffsetReset offsetReset) {
        this.groups = groups;
        this.offsetReset = offsetReset;
    }

    @GET
    @Operation(
            summary = "List the cluster's consumer groups",
            description =
                    "Ordered by id, with state, number of members and lag in records. Groups of other types, such as"
                            + " share groups, have only a type and a state")
    @APIResponse(
            responseCode = "200",
            description = "Groups, and the cursor of the next page",
            content =
                    @Content(schema = @Schema(implementation = GroupView.Page.class), example = GroupView.Page.EXAMPLE))
    public GroupView.Page list(
            @Parameter(description = "Only the group with this id; the only way to read a group named . or ..")
                    @RestQuery
                    @Nullable
                    String group,
            @Parameter(description = "Maximum number of groups, 1 to 1000; the default is 100") @RestQuery @Nullable
                    String limit,
            @Parameter(description = "The next of the previous page") @RestQuery @Nullable String after,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        parameters.requireValid();
        return groups.list(group, most, after);
    }

    @GET
    @Path("{group}")
    @Operation(
            summary = "Describe a consumer group",
            description = "The members of the group, and its lag in each partition, in records and in seconds")
    @APIResponse(
            responseCode = "200",
            description = "The group",
            content =
                    @Content(
                            schema = @Schema(implementation = GroupView.Details.class),
                            example = GroupView.Details.EXAMPLE))
    public GroupView.Details describe(@Parameter(description = "Id of the group") @RestPath String group) {
        return groups.describe(group);
    }

    @POST
    @Path("{group}/reset")
    @Operation(
            summary = "Reset the offsets of a consumer group",
            description =
                    "The group must not have members. The response has the previous offsets, with which the reset can"
                            + " be undone")
    @APIResponse(
            responseCode = "200",
            description = "The offsets of each partition before and after the reset",
            content =
                    @Content(
                            schema = @Schema(implementation = GroupView.Reset.class),
                            example = GroupView.Reset.EXAMPLE))
    public GroupView.Reset reset(
            @Parameter(description = "Id of the group") @RestPath String group,
            @Parameter(
                            description = "Target: earliest, latest, an offset, or an instant in ISO 8601 for the first"
                                    + " record at or after it")
                    @RestQuery
                    @Nullable
                    String to,
            @Parameter(description = "Topic to reset; the default is all partitions with a committed offset")
                    @RestQuery
                    @Nullable
                    String topic,
            @Parameter(description = "Partition of the topic to reset; the default is all partitions")
                    @RestQuery
                    @Nullable
                    String partition,
            @Parameter(description = Parameters.DRY_RUN) @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        if (to == null) {
            parameters.addError("to", "is required");
        }
        OffsetReset.Target target = parameters.parse(
                "to",
                to,
                OffsetReset.Target::parse,
                "must be earliest, latest, an offset, or an instant such as 2026-11-23T05:00:00Z");
        int number = parameters.number("partition", partition, 0, Integer.MAX_VALUE, 0);
        if (partition != null && topic == null) {
            parameters.addError("topic", "is required if partition is given");
        }
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        OffsetReset.Request request = new OffsetReset.Request(
                group, Objects.requireNonNull(target), topic, partition == null ? null : Integer.valueOf(number), dry);
        return dry
                ? offsetReset.reset(request)
                : AuditLog.record(
                        Caller.of(routing),
                        "consumer-group.reset",
                        group
                                + (topic == null ? "" : ", topic " + topic)
                                + (partition == null ? "" : ", partition " + partition)
                                + ", to " + to,
                        () -> offsetReset.reset(request),
                        reset -> AuditLog.Outcome.done(reset.count()));
    }
}
