package dev.sluice.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Cause;
import dev.sluice.event.Channels;
import dev.sluice.processing.event.Reply;
import dev.sluice.processing.event.Ticket;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.EventLog;
import dev.sluice.testing.EventLog.Entry;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A method on a plain {@code smallrye-kafka} channel whose results are events. */
@QuarkusTest
class PlainChannelTest {

    private static final List<Boolean> DECODED = new CopyOnWriteArrayList<>();

    DevServicesContext devServices;

    @ApplicationScoped
    static class Tickets {

        @Incoming("tickets")
        @Outgoing(Channels.EVENTS)
        @Nullable
        Reply answer(@Nullable Ticket ticket) {
            DECODED.add(ticket != null);
            return ticket == null ? null : new Reply(ticket.getKey(), "answer", "");
        }
    }

    @Test
    void publishesResultOfDecodableRecord() {
        // Given
        DevServers servers = new DevServers(devServices);
        EventLog log = servers.log();
        String key = "ticket-" + UUID.randomUUID();

        // When
        try (var producer = servers.producer()) {
            producer.send(new ProducerRecord<>("tickets", key.getBytes(UTF_8), "no Avro".getBytes(UTF_8)));
        }
        String id = new SluiceApi()
                .publish("test.ticket", "{\"key\":\"" + key + "\"}")
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        Entry reply = log.await("replies", 1, entry -> key.equals(entry.key())).get(0);
        assertThat(DECODED).containsExactly(false, true);
        assertThat(reply.headers())
                .containsEntry("causation-id", id)
                .containsEntry(
                        "event-id",
                        new Cause(UUID.fromString(id), "test.ticket")
                                .resultId("test.reply/0", Arrays.copyOfRange(reply.value(), 5, reply.value().length))
                                .toString());
    }
}
