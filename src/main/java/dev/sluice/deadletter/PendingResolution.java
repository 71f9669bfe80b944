package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.DeadLetterHeaders;
import dev.sluice.kafka.RecordPosition;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What is done about a letter.
 *
 * @param event what is sent for it, if anything
 * @param mark that it is done
 */
record PendingResolution(RecordPosition place, Optional<ProducerRecord<byte[], byte[]>> event, Resolution mark) {

    /**
     * Sends the record that became a letter once more: its key, its value and its headers, and one that counts.
     *
     * @param topic where it came from
     */
    static PendingResolution redrive(DeadLetter letter, String topic, Instant now, String by) {
        Headers headers = letter.originalHeaders();
        headers.remove(DeadLetterHeaders.REDRIVES);
        headers.add(
                DeadLetterHeaders.REDRIVES, Long.toString(letter.redrives() + 1).getBytes(UTF_8));
        return new PendingResolution(
                letter.place(),
                Optional.of(new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers)),
                new Resolution(DeadLetterState.REDRIVEN, now, by, letter.time()));
    }

    static PendingResolution discard(DeadLetter letter, Instant now, String by) {
        return new PendingResolution(
                letter.place(), Optional.empty(), new Resolution(DeadLetterState.DISCARDED, now, by, letter.time()));
    }
}
