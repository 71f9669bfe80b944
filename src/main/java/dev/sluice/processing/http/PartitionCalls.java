package dev.sluice.processing.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The calls with events of one partition, by offset and by key. Guarded by {@link EventCalls}. */
final class PartitionCalls {

    /** The key of records without one. Their order is kept too. */
    private static final ByteBuffer NO_KEY = ByteBuffer.allocate(0);

    private final TreeMap<Long, EventCall> byOffset = new TreeMap<>();
    private final Map<ByteBuffer, EventCall> lastByKey = new HashMap<>();
    /** The calls that processing waits for. */
    @Nullable
    EventCall blocking;

    boolean isEmpty() {
        return byOffset.isEmpty();
    }

    /** Returns the last offset; -1 if there is none. */
    long last() {
        return byOffset.isEmpty() ? -1 : byOffset.lastKey();
    }

    @Nullable
    EventCall at(long offset) {
        return byOffset.get(offset);
    }

    private static ByteBuffer key(EventCall call) {
        byte[] key = call.event.record().key();
        return key == null ? NO_KEY : ByteBuffer.wrap(key);
    }

    /** Adds calls with the event that follows in the partition. Returns whether they can begin. */
    boolean add(EventCall call) {
        byOffset.put(call.event.record().offset(), call);
        EventCall previous = lastByKey.put(key(call), call);
        if (previous == null || previous.isDone()) {
            return true;
        }
        previous.next = call;
        return false;
    }

    /** Drops the results of records before an offset. */
    void dropBefore(long offset) {
        Map<Long, EventCall> before = byOffset.headMap(offset);
        for (EventCall call : before.values()) {
            call.resize(0);
            lastByKey.remove(key(call), call);
        }
        before.clear();
    }

    /** Drops everything. Returns the dropped calls. */
    Collection<EventCall> dropAll() {
        Collection<EventCall> dropped = new ArrayList<>(byOffset.values());
        dropped.forEach(call -> {
            call.isDropped = true;
            call.resize(0);
            call.next = null;
        });
        byOffset.clear();
        lastByKey.clear();
        return dropped;
    }
}
