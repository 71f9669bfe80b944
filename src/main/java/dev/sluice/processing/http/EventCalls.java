package dev.sluice.processing.http;

import dev.sluice.event.EventCatalog;
import dev.sluice.event.EventType;
import dev.sluice.processing.http.EventCall.HandlerCall;
import dev.sluice.registry.SchemaRegistry;
import dev.sluice.registry.SchemaRegistryUnavailableException;
import dev.sluice.registry.SchemaRejectedException;
import dev.sluice.runtime.BackgroundRetry.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The calls of HTTP handlers with the events that processing has polled. They run in the background: processing asks for the result of
 * a record when all earlier records of its partition are done. A result is kept until its offset is committed, so a failed transaction
 * does not repeat the call.
 *
 * <p>Events with different keys are sent simultaneously, also those of one partition. An event is sent once the previous one with its
 * key has succeeded or has been rejected. Thread-safe; blocks only for a schema that is not cached yet.
 */
public final class EventCalls implements AutoCloseable {

    static final CallResult PENDING = new CallResult.Pending();

    private static final Logger LOG = Logger.getLogger(EventCalls.class);
    private static final CallResult NOT_CALLED = new CallResult.NotCalled();

    private final CalledEvent.Reader events;
    private final Map<String, List<HandlerQueue>> queues;
    private final Map<TopicPartition, PartitionCalls> partitions = new HashMap<>();
    private @Nullable EventCall awaited;

    /** @param queues the handlers of each type, by the type's name */
    EventCalls(EventCatalog catalog, SchemaRegistry registry, Map<String, List<HandlerQueue>> queues) {
        this.events = new CalledEvent.Reader(catalog, registry, queues.keySet());
        this.queues = queues;
    }

    /**
     * The limits of calls.
     *
     * @param maxAttempts attempts after which an event is rejected
     * @param backoff the delay before the second attempt, which doubles with each further one
     * @param maxBackoff the longest delay
     */
    public record Limits(int maxAttempts, Duration backoff, Duration maxBackoff) {

        Backoff newDelays() {
            return new Backoff(backoff, maxBackoff);
        }
    }

    /** Returns whether there are no HTTP handlers. */
    public boolean isEmpty() {
        return queues.isEmpty();
    }

    /** Returns whether HTTP handlers handle events of a type. */
    public boolean handle(EventType type) {
        return queues.containsKey(type.name());
    }

    /**
     * Starts the calls with the events of a poll, in each partition up to the first record whose event is not known yet, or
     * exceeds the memory of its handlers.
     */
    public void start(ConsumerRecords<byte[], byte[]> records) {
        if (isEmpty()) {
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            long last = lastStarted(partition);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (record.offset() > last && !tryStart(record)) {
                    break;
                }
            }
        }
    }

    private synchronized long lastStarted(TopicPartition partition) {
        PartitionCalls calls = partitions.get(partition);
        return calls == null ? -1 : calls.last();
    }

    private boolean tryStart(ConsumerRecord<byte[], byte[]> record) {
        try {
            return find(record) != null || events.of(record).map(this::admit).orElse(true);
        } catch (SchemaRegistryUnavailableException | SchemaRejectedException e) {
            // Processing meets the failure when it is the record's turn.
            LOG.debugf("Calls with %s-%d are not started yet: %s", record.topic(), record.partition(), e.getMessage());
            return false;
        }
    }

    /**
     * Returns the result of the calls with a record's event. Starts them if they are not started yet.
     *
     * @throws SchemaRegistryUnavailableException if the event's schema is not known and the registry is unavailable
     * @throws SchemaRejectedException if the registry does not have the event's schema
     */
    public CallResult result(ConsumerRecord<byte[], byte[]> record) {
        if (isEmpty()) {
            return NOT_CALLED;
        }
        EventCall call = find(record);
        if (call == null) {
            Optional<CalledEvent> event = events.of(record);
            if (event.isEmpty()) {
                return NOT_CALLED;
            }
            if (!admit(event.get())) {
                return PENDING;
            }
            call = find(record);
        }
        return call == null ? PENDING : call.result();
    }

    /** Returns whether the calls with a record are done, and not committed. */
    public boolean isDone(ConsumerRecord<byte[], byte[]> record) {
        EventCall call = find(record);
        return call != null && call.isDone();
    }

    /** Returns whether calls with a record are in progress or done, and not committed. */
    public boolean isCalled(ConsumerRecord<byte[], byte[]> record) {
        return find(record) != null;
    }

    /**
     * Waits until the calls with a record are done.
     *
     * @param nanos maximum time; not positive to wait not at all
     * @return false if they are not done in time, or not started
     */
    public synchronized boolean await(ConsumerRecord<byte[], byte[]> record, long nanos) throws InterruptedException {
        EventCall call = find(record);
        if (call == null) {
            return false;
        }
        long end = System.nanoTime() + nanos;
        awaited = call;
        for (long left = end - System.nanoTime(); !call.isDone() && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        awaited = null;
        return call.isDone();
    }

    /** Drops the results of records whose offsets are committed. */
    public synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, next) -> {
            PartitionCalls calls = partitions.get(partition);
            if (calls != null) {
                calls.dropBefore(next.offset());
            }
        });
    }

    /** Cancels the calls with events of partitions, and drops their results. */
    public void forget(Collection<TopicPartition> revoked) {
        for (TopicPartition partition : revoked) {
            Collection<EventCall> dropped;
            synchronized (this) {
                PartitionCalls calls = partitions.remove(partition);
                dropped = calls == null ? List.of() : calls.dropAll();
            }
            dropped.forEach(EventCalls::cancel);
        }
        queues().forEach(HandlerQueue::purge);
    }

    @Override
    public void close() {
        queues().forEach(HandlerQueue::close);
    }

    private Stream<HandlerQueue> queues() {
        return queues.values().stream().flatMap(List::stream).distinct();
    }

    private static void cancel(EventCall event) {
        event.calls.forEach(call -> call.queue.cancel(call));
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private synchronized @Nullable EventCall find(ConsumerRecord<byte[], byte[]> record) {
        PartitionCalls calls = partitions.get(partition(record));
        return calls == null ? null : calls.at(record.offset());
    }

    /** Starts the calls with an event, or adds them to those that wait for the previous event with its key. */
    private boolean admit(CalledEvent event) {
        EventCall call = new EventCall(event, this);
        for (HandlerQueue queue : queues.getOrDefault(event.type().name(), List.of())) {
            call.calls.add(new HandlerCall(call, queue));
        }
        boolean isFirst;
        synchronized (this) {
            PartitionCalls calls = partitions.computeIfAbsent(partition(event.record()), key -> new PartitionCalls());
            // The first event of a partition is called in any case, so that each partition proceeds.
            if (!calls.isEmpty() && !call.calls.stream().allMatch(each -> each.queue.hasRoom(event.size()))) {
                return false;
            }
            call.resize(event.size());
            isFirst = calls.add(call);
        }
        if (isFirst) {
            begin(call);
        }
        return true;
    }

    private static void begin(EventCall event) {
        event.calls.forEach(call -> call.queue.add(call));
    }

    /** Receives the final outcome of a handler. */
    void completed(HandlerCall call, CallOutcome outcome) {
        EventCall event = call.event;
        EventCall next;
        synchronized (this) {
            if (!event.completed(call, outcome)) {
                return;
            }
            next = event.next;
            event.next = null;
            if (event == awaited) {
                notifyAll();
            }
        }
        if (outcome instanceof CallOutcome.Rejected) {
            cancel(event);
        }
        if (next != null) {
            begin(next);
        }
    }
}
