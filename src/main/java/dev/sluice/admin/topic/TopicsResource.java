package dev.sluice.admin.topic;

import dev.sluice.http.Parameters;
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

/** The topics of the cluster, to be looked at. Its methods run on worker threads, since they wait for Kafka. */
@Path("/topics")
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
            description = "All of the cluster, by name, and in what they are not as they are declared")
    @APIResponse(
            responseCode = "200",
            description = "Topics, and the cursor of the next page",
            content = @Content(schema = @Schema(implementation = TopicPage.class), example = TopicPage.EXAMPLE))
    public TopicPage list(
            @Parameter(description = "The most topics, 1 to 1000; 100 unless given") @RestQuery @Nullable String limit,
            @Parameter(description = "The next of the page before") @RestQuery @Nullable String after,
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
            description = "Leaders, replicas and offsets of its partitions, what is not Kafka's default in its"
                    + " configuration, and what is not as it is declared")
    @APIResponse(
            responseCode = "200",
            description = "The topic",
            content = @Content(schema = @Schema(implementation = TopicDetails.class), example = TopicDetails.EXAMPLE))
    public TopicDetails read(@Parameter(description = "The topic's name") @RestPath String name) {
        return reader.read(name);
    }
}
