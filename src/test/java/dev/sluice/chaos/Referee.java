package dev.sluice.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.sluice.chaos.Event.Answer;
import dev.sluice.chaos.Following.Lane;
import dev.sluice.testing.EventLog.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;

/** Compares what clients were told with what is in the log after a round. */
final class Referee {

    private static final Set<String> PUBLISHED = Set.of(Event.CREATED, Event.PAID, Event.CANCELLED);

    private final Function<Entry, GenericRecord> decoder;
    private final List<Entry> entries;
    private final Violations violations = new Violations();

    /**
     * @param decoder reads a value
     * @param entries all that the round has left in the topics, those of each partition in their order; the dead letters of
     *     the projection, which {@link ProjectedDeadLetters} counts, are passed over
     */
    Referee(Function<Entry, GenericRecord> decoder, List<Entry> entries) {
        this.decoder = decoder;
        this.entries = entries.stream()
                .filter(entry -> !ProjectedDeadLetters.isOne(entry))
                .toList();
    }

    /** Counts, once. */
    Count count(List<Event> events, Poison poison) {
        List<Entry> ofPoison = entries.stream().filter(Referee::isPoisoned).toList();
        List<Entry> ofOrders =
                entries.stream().filter(entry -> !isPoisoned(entry)).toList();
        List<Written> written = ofOrders.stream()
                .filter(entry -> PUBLISHED.contains(entry.type()))
                .map(entry -> new Written(entry, decoder.apply(entry)))
                .toList();
        List<Following> following = ofOrders.stream()
                .filter(entry -> !PUBLISHED.contains(entry.type()))
                .map(entry -> Following.of(entry, decoder.apply(entry)))
                .toList();

        Set<String> inLog = writtenOnce(written);
        asTold(events, written, inLog);
        inTheOrderOfEachCustomer(events);
        noIdTwice(ofOrders);
        exactlyWhatFollows(events, written, following);
        long deadLetters = new DeadLetterCount(ofPoison, violations).compare(poison);
        return new Count(
                number(events, Answer.Acknowledged.class),
                number(events, Answer.Refused.class),
                number(events, Answer.Unknown.class),
                events.stream()
                        .filter(event -> event.answer() instanceof Answer.Unknown && inLog.contains(event.name()))
                        .count(),
                number(following, Following.CONFIRMED),
                number(following, Following.RESERVED),
                number(following, Following.EMAIL),
                ofPoison.stream()
                        .filter(entry -> entry.topic().equals("orders"))
                        .count(),
                deadLetters,
                violations.lines());
    }

    /** A customer's event in the log. */
    private record Written(Entry entry, String orderId, Instant at) {

        Written(Entry entry, GenericRecord event) {
            this(entry, event.get("orderId").toString(), (Instant) event.get("timestamp"));
        }

        String name() {
            return Event.name(entry.type(), orderId, at);
        }
    }

    private static boolean isPoisoned(Entry entry) {
        // Whatever is in the dead letters was poisoned, or should not be there.
        return entry.topic().endsWith(".dlq")
                || entry.key() != null && entry.key().startsWith(Poison.KEY_PREFIX);
    }

    private Set<String> writtenOnce(List<Written> written) {
        Set<String> names = new HashSet<>();
        written.forEach(one -> violations.addIf(!names.add(one.name()), "written twice", one.name()));
        return names;
    }

    /** What is acknowledged is where the receipt says, what is refused is nowhere, and nothing else is. */
    private void asTold(List<Event> events, List<Written> written, Set<String> inLog) {
        Map<String, Written> places = new HashMap<>();
        written.forEach(
                one -> places.put(place(one.entry().partition(), one.entry().offset()), one));
        for (Event event : events) {
            if (event.answer() instanceof Answer.Acknowledged receipt) {
                Written there = places.get(place(receipt.partition(), receipt.offset()));
                boolean isIt = there != null
                        && there.name().equals(event.name())
                        && there.entry().key().equals(event.order().customer())
                        && receipt.eventId().equals(there.entry().headers().get("event-id"));
                violations.addIf(!isIt, "acknowledged and not there", event);
            } else if (event.answer() instanceof Answer.Refused) {
                violations.addIf(inLog.contains(event.name()), "refused and written", event.name());
            } else if (event.answer() instanceof Answer.Unexpected) {
                violations.add("an answer that is not promised", event);
            }
        }
        Set<String> sent = new HashSet<>(events.stream().map(Event::name).toList());
        inLog.stream().filter(name -> !sent.contains(name)).forEach(name -> violations.add("never sent", name));
    }

    private static String place(int partition, long offset) {
        return partition + "@" + offset;
    }

    private void inTheOrderOfEachCustomer(List<Event> events) {
        Map<String, Long> last = new HashMap<>();
        for (Event event : events) {
            if (event.answer() instanceof Answer.Acknowledged receipt) {
                Long before = last.put(event.order().customer(), receipt.offset());
                violations.addIf(before != null && before >= receipt.offset(), "acknowledged in another order", event);
            }
        }
    }

    private void noIdTwice(List<Entry> all) {
        Set<String> ids = new HashSet<>();
        for (Entry entry : all) {
            String id = entry.headers().get("event-id");
            violations.addIf(id == null || !ids.add(id), "an event id twice", entry.topic() + " " + id);
        }
    }

    /** All that is to follow from what is in the log, once, in its order, and nothing else. */
    private void exactlyWhatFollows(List<Event> events, List<Written> written, List<Following> following) {
        Map<String, Event> sent = events.stream().collect(toMap(Event::name, Function.identity(), (one, same) -> one));
        Map<Lane, List<Following>> expected = written.stream()
                .filter(one -> sent.containsKey(one.name()))
                .flatMap(one ->
                        Following.from(one.entry().type(), sent.get(one.name()).order()).stream())
                .collect(groupingBy(Following::lane));
        Map<Lane, List<Following>> found = following.stream().collect(groupingBy(Following::lane));
        Stream.concat(expected.keySet().stream(), found.keySet().stream())
                .distinct()
                .forEach(lane -> compare(expected.getOrDefault(lane, List.of()), found.getOrDefault(lane, List.of())));
    }

    private void compare(List<Following> expected, List<Following> found) {
        if (!expected.equals(found)) {
            List<Following> missing = without(expected, found);
            List<Following> tooMany = without(found, expected);
            missing.forEach(one -> violations.add("does not follow", one));
            tooMany.forEach(one -> violations.add("follows once too often", one));
            violations.addIf(missing.isEmpty() && tooMany.isEmpty(), "follows in another order", found);
        }
    }

    private static List<Following> without(List<Following> all, List<Following> some) {
        List<Following> rest = new ArrayList<>(all);
        some.forEach(rest::remove);
        return rest;
    }

    private static long number(List<Event> events, Class<? extends Answer> kind) {
        return events.stream().filter(event -> kind.isInstance(event.answer())).count();
    }

    private static long number(List<Following> following, String type) {
        return following.stream().filter(one -> one.type().equals(type)).count();
    }
}
