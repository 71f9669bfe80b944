package dev.sluice.operations.group;

import dev.sluice.problem.Parameters;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Client;
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
    private final Resetter resetter;

    GroupsResource(Groups groups, Resetter resetter) {
        this.groups = groups;
        this.resetter = resetter;
    }

    @GET
    @Operation(
            summary = "List the cluster's consumer groups",
            description = "By id, with their states, members and lag in records. Of groups of other types, such as"
                    + " share groups, the type and the state are told")
    public GroupPage list(
            @RestQuery @Nullable String limit, @RestQuery @Nullable String after, @Context RoutingContext routing) {
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
    public GroupDetails describe(@RestPath String group) {
        return groups.describe(group);
    }

    @POST
    @Path("{group}/reset")
    @Operation(
            summary = "Reset the offsets of a consumer group",
            description = "Of one that has no members. The offsets of before are in the answer, to undo it")
    public ResetAnswer reset(
            @RestPath String group,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String topic,
            @RestQuery @Nullable String partition,
            @RestQuery("dry-run") @Nullable String dryRun,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        if (to == null) {
            parameters.fault("to", "is required");
        }
        ResetTarget target = parameters.parsed(
                "to",
                to,
                ResetTarget::parse,
                "must be earliest, latest, an offset, or an instant such as 2026-11-23T05:00:00Z");
        int number = parameters.number("partition", partition, 0, Integer.MAX_VALUE, 0);
        if (partition != null && topic == null) {
            parameters.fault("topic", "is required with a partition");
        }
        boolean dry = parameters.dryRun(dryRun);
        parameters.requireValid();
        return resetter.reset(new Resetter.Request(
                group,
                Objects.requireNonNull(target),
                topic,
                partition == null ? null : Integer.valueOf(number),
                dry,
                operator(routing)));
    }

    private static String operator(RoutingContext routing) {
        Client client = Client.of(routing);
        return client.isAnonymous() ? "anonymous" : client.name();
    }
}
