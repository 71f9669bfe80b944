package dev.sluice.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventHeaders;
import dev.sluice.event.EventType;
import dev.sluice.processing.event.Reply;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class EventRecordInterceptorTest {

    private final EventRecordInterceptor interceptor = new EventRecordInterceptor(
            new EventCatalog(List.of(EventType.of(Reply.class)), List.of()), Clock.systemUTC());

    /** Returns a record with its id and type in headers. */
    private static ConsumerRecord<String, byte[]> cause(String id, String type) {
        ConsumerRecord<String, byte[]> cause = new ConsumerRecord<>("tickets", 0, 7, "key", new byte[0]);
        cause.headers().add(EventHeaders.ID, id.getBytes(UTF_8)).add(EventHeaders.TYPE, type.getBytes(UTF_8));
        return cause;
    }

    private String id(ConsumerRecord<String, byte[]> cause, Reply result) {
        return EventHeaders.text(headers(cause, result), EventHeaders.ID);
    }

    private Headers headers(ConsumerRecord<String, byte[]> cause, Reply result) {
        Message<?> message = Message.of(result, Metadata.of(new IncomingKafkaRecordMetadata<>(cause, "tickets")));
        return interceptor
                .beforeMessageSend(message)
                .getMetadata(OutgoingKafkaRecordMetadata.class)
                .orElseThrow()
                .getHeaders();
    }

    @Test
    void resultsOfOneRecordHaveTheirOwnIdsEachTime() {
        // Given
        var cause = cause(UUID.randomUUID().toString(), "test.ticket");
        var other = cause(EventHeaders.text(cause.headers(), EventHeaders.ID), "test.call");

        // When
        List<String> ids = List.of(
                id(cause, new Reply("key", "answer", "first")),
                id(cause, new Reply("key", "answer", "second")),
                id(other, new Reply("key", "answer", "first")));
        String again = id(cause, new Reply("key", "answer", "first"));

        // Then
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(again).isEqualTo(ids.get(0));
        assertThat(EventHeaders.text(headers(cause, new Reply("key", "answer", "first")), EventHeaders.CAUSATION_ID))
                .isEqualTo(EventHeaders.text(cause.headers(), EventHeaders.ID));
    }

    @Test
    void leavesAnInvalidEventToTheSerializer() {
        // Given
        Message<?> message = Message.of(
                new Reply("key", null, "text"),
                Metadata.of(new IncomingKafkaRecordMetadata<>(
                        cause(UUID.randomUUID().toString(), "test.ticket"), "tickets")));

        // When
        Message<?> intercepted = interceptor.beforeMessageSend(message);

        // Then
        assertThat(intercepted).isSameAs(message);
    }
}
