package dev.sluice.example.orders.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * The upper limit of HTTP and JSON on this machine, written as usual with Quarkus: Jackson parses the body, and writes
 * a response like that of the service, with a receipt for each event. Only the benchmark's package contains it.
 */
@Path("/bench/empty")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EmptyEndpoint {

    private static final Receipt RECEIPT = new Receipt(
            "01a20ccc-f434-7ff3-9db2-869bb6f03f21", "order.paid", "orders", 0, 123_456, "2026-11-24T09:04:48.212Z");

    record Payment(String orderId, String customerId, BigDecimal amount, Instant timestamp) {}

    record Event(String type, Payment data) {}

    record Receipt(String id, String type, String topic, int partition, long offset, String timestamp) {}

    record Result(int status, Receipt receipt) {}

    record Results(List<Result> results) {}

    private final ObjectMapper json;

    EmptyEndpoint(ObjectMapper json) {
        this.json = json;
    }

    @POST
    @Path("single")
    @NonBlocking
    public byte[] take(Payment payment) throws JsonProcessingException {
        return json.writeValueAsBytes(RECEIPT);
    }

    @POST
    @Path("batch")
    @NonBlocking
    public byte[] take(List<Event> events) throws JsonProcessingException {
        // Serialized here, because Quarkus sends objects in chunks.
        return json.writeValueAsBytes(new Results(Collections.nCopies(events.size(), new Result(201, RECEIPT))));
    }
}
