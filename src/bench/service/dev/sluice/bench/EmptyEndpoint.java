package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** The limit of what HTTP and JSON allow here: parses what comes, does nothing with it, and answers with JSON. In no package
 * but the benchmark's. */
@Path("/bench/empty")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EmptyEndpoint {

    private static final String ANSWER = "{\"empty\":true}";

    private final ObjectMapper json;

    EmptyEndpoint(ObjectMapper json) {
        this.json = json;
    }

    @POST
    public Uni<String> take(@Context HttpServerRequest request) {
        return Uni.createFrom()
                .completionStage(() -> request.resume().body().toCompletionStage())
                .map(Buffer::getBytes)
                .invoke(Unchecked.consumer(json::readTree))
                .replaceWith(ANSWER);
    }
}
