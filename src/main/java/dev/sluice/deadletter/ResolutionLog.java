package dev.sluice.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.kafka.RecordPosition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Which letters are dealt with: what the compacted topic of marks says, in memory, as far as it was read last. Safe for any
 * thread; one reads while the others wait, each no longer than Kafka's patience.
 */
@Singleton
class ResolutionLog {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final int limit;
    private final Duration patience;
    private final Map<TopicPartition, NavigableMap<Long, Resolution>> marks = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private int size;

    ResolutionLog(DeadLettersConfig config) {
        this.topic = config.resolutionsTopic();
        this.limit = config.maxResolutions();
        this.patience = config.readTimeout();
    }

    /**
     * Reads all marks that are committed now.
     *
     * @param consumer reads them and has nothing assigned afterwards
     * @param partitions those of the topic of marks
     * @throws io.quarkiverse.resteasy.problem.HttpProblem if there are more than may be held
     * @throws TimeoutException if Kafka gives no more of them for some time
     */
    synchronized void refresh(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        // Before offsets are asked for: Kafka's client warns of partitions that are not assigned (KAFKA-20449, until
        // 4.4).
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (!positions.keySet().equals(ends.keySet())
                || positions.entrySet().stream()
                        .anyMatch(position -> position.getValue() > ends.getOrDefault(position.getKey(), 0L))) {
            // Another topic than the one that was read before: it was made anew, or has more partitions.
            forget();
        }
        partitions.forEach(partition -> consumer.seek(
                partition, Math.max(positions.getOrDefault(partition, 0L), starts.getOrDefault(partition, 0L))));
        long progress = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> mark : consumer.poll(POLL)) {
                read(mark);
                progress = System.nanoTime();
            }
            if (System.nanoTime() - progress > patience.toNanos()) {
                throw new TimeoutException("no marks for " + patience);
            }
        }
        partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
        consumer.assign(List.of());
    }

    /** The mark of a letter, if it is dealt with. */
    synchronized Optional<Resolution> of(RecordPosition place, long letterTime) {
        NavigableMap<Long, Resolution> ofPartition = marks.get(place.partition());
        return ofPartition == null
                ? Optional.empty()
                : Optional.ofNullable(ofPartition.get(place.offset())).filter(mark -> mark.letterTime() == letterTime);
    }

    DeadLetterState state(DeadLetter letter) {
        return of(letter.place(), letter.time()).map(Resolution::state).orElse(DeadLetterState.OPEN);
    }

    /** The places before an offset that have a mark. */
    synchronized List<RecordPosition> before(TopicPartition partition, long offset) {
        NavigableMap<Long, Resolution> ofPartition = marks.get(partition);
        return ofPartition == null
                ? List.of()
                : ofPartition.headMap(offset).keySet().stream()
                        .map(place -> new RecordPosition(partition, place))
                        .toList();
    }

    private void read(ConsumerRecord<byte[], byte[]> written) {
        // Its position goes with it: a refresh that breaks off is gone on with by the next one.
        positions.put(new TopicPartition(written.topic(), written.partition()), written.offset() + 1);
        Optional<RecordPosition> place =
                written.key() == null ? Optional.empty() : RecordPosition.parse(new String(written.key(), UTF_8));
        if (place.isEmpty()) {
            return;
        }
        NavigableMap<Long, Resolution> ofPartition =
                marks.computeIfAbsent(place.get().partition(), partition -> new TreeMap<>());
        size -= ofPartition.remove(place.get().offset()) == null ? 0 : 1;
        Optional<Resolution> mark = written.value() == null ? Optional.empty() : Resolution.parse(written.value());
        if (mark.isPresent()) {
            ofPartition.put(place.get().offset(), mark.get());
            size++;
        }
        if (size > limit) {
            forget();
            throw DeadLetterProblem.TOO_MANY_MARKS.with(topic + " has more than " + limit
                    + " marks: raise sluice.dead-letters.max-resolutions, then purge");
        }
    }

    private void forget() {
        marks.clear();
        positions.clear();
        size = 0;
    }
}
