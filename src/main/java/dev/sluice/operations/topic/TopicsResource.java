package dev.sluice.operations.topic;

import dev.sluice.problem.Parameters;
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
    public TopicPage list(
            @RestQuery @Nullable String limit, @RestQuery @Nullable String after, @Context RoutingContext routing) {
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
    public TopicDetails read(@RestPath String name) {
        return reader.read(name);
    }
}
