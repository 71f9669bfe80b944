package dev.sluice.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.kafka.RecordPosition;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What became of a letter.
 *
 * @param to the topic that it was sent to, or would be
 * @param result {@code sent}, {@code would-send} or {@code skipped}
 * @param detail why it was skipped
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record RedriveResult(
        String topic,
        int partition,
        long offset,
        @Nullable String to,
        String result,
        @Nullable String detail) {

    static final String EXAMPLE = """
            {"topic": "orders.dlq", "partition": 2, "offset": 17, "to": "orders", "result": "sent"}""";

    static RedriveResult sent(DeadLetter letter) {
        return of(letter, "sent", null);
    }

    static RedriveResult wouldSend(DeadLetter letter) {
        return of(letter, "would-send", null);
    }

    static RedriveResult skipped(DeadLetter letter, String why) {
        return of(letter, "skipped", why);
    }

    private static RedriveResult of(DeadLetter letter, String result, @Nullable String detail) {
        RecordPosition place = letter.place();
        return new RedriveResult(
                place.partition().topic(),
                place.partition().partition(),
                place.offset(),
                letter.originalTopic(),
                result,
                detail);
    }
}
