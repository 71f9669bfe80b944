package dev.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Collections;
import java.util.List;

/**
 * The limit of what HTTP and JSON allow here: Jackson parses what comes, nothing is done with it, and Jackson writes an answer
 * like the service's, with a receipt for each event. In no package but the benchmark's.
 */
@Path("/bench/empty")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EmptyEndpoint {

    private static final Receipt RECEIPT = new Receipt(
            "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "order.paid", "orders", 0, 123_456, "2026-11-24T09:04:48.212Z");

    private final ObjectMapper json;

    EmptyEndpoint(ObjectMapper json) {
        this.json = json;
    }

    record Receipt(String id, String type, String topic, int partition, long offset, String timestamp) {}

    record Result(int status, Receipt receipt) {}

    record Results(List<Result> results) {}

    @POST
    public Uni<byte[]> take(@Context HttpServerRequest request) {
        return Uni.createFrom()
                .completionStage(() -> request.resume().body().toCompletionStage())
                .map(Buffer::getBytes)
                .map(Unchecked.function(body -> json.writeValueAsBytes(answer(json.readTree(body)))));
    }

    private static Object answer(JsonNode body) {
        return body.isArray() ? new Results(Collections.nCopies(body.size(), new Result(201, RECEIPT))) : RECEIPT;
    }
}
