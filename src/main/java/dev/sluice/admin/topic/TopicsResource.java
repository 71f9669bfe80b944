package dev.sluice.admin.topic;

import dev.sluice.http.Parameters;
import dev.sluice.http.ServedBy;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Roles;
import io.smallrye.common.annotation.Blocking;
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

/** The REST API of topics: list and describe. Its methods run on worker threads, since they block on Kafka. */
@Path("/topics")
@ServedBy(Component.ADMIN)
@AllowedRoles(Roles.OPERATOR)
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Topics")
class TopicsResource {

    private static final int DEFAULT_LIMIT = 100;

    private final TopicReader reader;

    TopicsResource(TopicReader reader) {
        this.reader = reader;
    }

    @GET
    @Operation(
            summary = "List topics",
            description = "All topics of the cluster, ordered by name, with their drift from the declarations")
    @APIResponse(
            responseCode = "200",
            description = "Topics, and the cursor of the next page",
            content =
                    @Content(schema = @Schema(implementation = TopicView.Page.class), example = TopicView.Page.EXAMPLE))
    public TopicView.Page list(
            @Parameter(description = "Maximum number of topics, 1 to 1000; the default is 100") @RestQuery @Nullable
                    String limit,
            @Parameter(description = "The next of the previous page") @RestQuery @Nullable String after,
            @Context RoutingContext routing) {
        Parameters parameters = new Parameters(routing);
        int most = parameters.limit(limit, DEFAULT_LIMIT);
        parameters.requireValid();
        return reader.list(most, after);
    }

    @GET
    @Path("{name}")
    @Operation(
            summary = "Describe a topic",
            description = "Leaders, replicas and offsets of the partitions, the settings that are set on the topic or"
                    + " the broker, and the drift from the declaration")
    @APIResponse(
            responseCode = "200",
            description = "The topic",
            content =
                    @Content(
                            schema = @Schema(implementation = TopicView.Details.class),
                            example = TopicView.Details.EXAMPLE))
    public TopicView.Details read(@Parameter(description = "Name of the topic") @RestPath String name) {
        return reader.read(name);
    }
}
