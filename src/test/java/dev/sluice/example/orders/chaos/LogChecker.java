package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.sluice.example.orders.chaos.PoisonProducer.PoisonedRecords;
import dev.sluice.example.orders.chaos.PublishAttempt.Outcome;
import dev.sluice.example.orders.chaos.ResultingEvent.OrderingScope;
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

/** Compares the clients' history with the log after a round. Use an instance for one check. */
final class LogChecker {

    private static final Set<String> PUBLISHED_TYPES =
            Set.of(EventTypes.CREATED, EventTypes.PAID, EventTypes.CANCELLED);

    private final Function<Entry, GenericRecord> decoder;
    private final List<Entry> entries;
    private final Violations violations = new Violations();

    /**
     * Creates a checker.
     *
     * @param decoder decodes a value
     * @param entries all entries that the round has written, those of a partition in offset order; dead letters of the
     *     projection are ignored, since {@link ProjectionChecker} checks them
     */
    LogChecker(Function<Entry, GenericRecord> decoder, List<Entry> entries) {
        this.decoder = decoder;
        this.entries = entries.stream()
                .filter(entry -> !DeadLetterChecker.isFromProjection(entry))
                .toList();
    }

    /**
     * The result of a check.
     *
     * @param unknown number of events whose clients do not know whether they were written
     * @param unknownWritten number of unknown events that are in the log
     * @param deadLetters number of dead letters of processing
     * @param violations one line for each kind of violation
     */
    record Summary(
            long acknowledged,
            long refused,
            long unknown,
            long unknownWritten,
            long confirmations,
            long reservations,
            long emails,
            long poisoned,
            long deadLetters,
            List<String> violations) {

        /** Returns the numbers in the order of the report's columns. */
        List<Long> numbers() {
            return List.of(
                    acknowledged,
                    refused,
                    unknown,
                    unknownWritten,
                    confirmations,
                    reservations,
                    emails,
                    poisoned,
                    deadLetters);
        }
    }

    /** Checks the log against all attempts of the round, those of a customer in their order, and all poisoned records. */
    Summary check(List<PublishAttempt> history, PoisonedRecords poisoned) {
        List<Entry> poisonedEntries =
                entries.stream().filter(LogChecker::isPoisonedOrDeadLetter).toList();
        List<Entry> eventEntries =
                entries.stream().filter(entry -> !isPoisonedOrDeadLetter(entry)).toList();
        List<LoggedEvent> published = eventEntries.stream()
                .filter(entry -> PUBLISHED_TYPES.contains(entry.type()))
                .map(entry -> new LoggedEvent(entry, decoder.apply(entry)))
                .toList();
        List<ResultingEvent> results = eventEntries.stream()
                .filter(entry -> !PUBLISHED_TYPES.contains(entry.type()))
                .map(entry -> ResultingEvent.of(entry, decoder.apply(entry)))
                .toList();

        Set<String> loggedNames = checkWrittenOnce(published);
        checkOutcomes(history, published, loggedNames);
        checkOrderPerCustomer(history);
        checkUniqueIds(eventEntries);
        checkResults(history, published, statuses(eventEntries), results);
        long deadLetters = DeadLetterChecker.checkProcessing(poisoned, poisonedEntries, violations);
        return new Summary(
                count(history, Outcome.Acknowledged.class),
                count(history, Outcome.Refused.class),
                count(history, Outcome.Unknown.class),
                history.stream()
                        .filter(attempt -> attempt.outcome() instanceof Outcome.Unknown
                                && loggedNames.contains(attempt.eventName()))
                        .count(),
                count(results, EventTypes.CONFIRMED),
                count(results, EventTypes.STOCK_RESERVED),
                count(results, EventTypes.CONFIRMATION_EMAIL),
                poisonedEntries.stream()
                        .filter(entry -> entry.topic().equals(SystemUnderTest.ORDERS_TOPIC))
                        .count(),
                deadLetters,
                violations.lines());
    }

    /** Returns the statuses that result from the events on the topic {@code orders}, in the order of the log. */
    private List<ResultingEvent> statuses(List<Entry> eventEntries) {
        return eventEntries.stream()
                .filter(entry -> PUBLISHED_TYPES.contains(entry.type()) || EventTypes.CONFIRMED.equals(entry.type()))
                .map(entry -> ResultingEvent.expectedStatus(
                        entry.type(), decoder.apply(entry).get("orderId").toString()))
                .toList();
    }

    /** A customer's event in the log. */
    private record LoggedEvent(Entry entry, String orderId, Instant timestamp) {

        LoggedEvent(Entry entry, GenericRecord event) {
            this(entry, event.get("orderId").toString(), (Instant) event.get("timestamp"));
        }

        String name() {
            return PublishAttempt.eventName(entry.type(), orderId, timestamp);
        }
    }

    /** Returns whether an entry is a poisoned record or a dead letter. Unless there is a violation, no other record has one. */
    private static boolean isPoisonedOrDeadLetter(Entry entry) {
        return entry.topic().endsWith(".dlq")
                || entry.key() != null && entry.key().startsWith(PoisonedRecords.KEY_PREFIX);
    }

    private Set<String> checkWrittenOnce(List<LoggedEvent> published) {
        Set<String> names = new HashSet<>();
        published.forEach(
                event -> violations.addIf(!names.add(event.name()), "event written more than once", event.name()));
        return names;
    }

    /** Checks that acknowledged events are at their positions, refused events are absent, and logged events were sent. */
    private void checkOutcomes(List<PublishAttempt> history, List<LoggedEvent> published, Set<String> loggedNames) {
        Map<String, LoggedEvent> byPosition = new HashMap<>();
        published.forEach(event ->
                byPosition.put(position(event.entry().partition(), event.entry().offset()), event));
        for (PublishAttempt attempt : history) {
            if (attempt.outcome() instanceof Outcome.Acknowledged receipt) {
                LoggedEvent event = byPosition.get(position(receipt.partition(), receipt.offset()));
                boolean isInPlace = event != null
                        && event.name().equals(attempt.eventName())
                        && event.entry().key().equals(attempt.order().customer())
                        && receipt.eventId().equals(event.entry().headers().get("event-id"));
                violations.addIf(!isInPlace, "acknowledged event missing at its position", attempt);
            } else if (attempt.outcome() instanceof Outcome.Refused) {
                violations.addIf(
                        loggedNames.contains(attempt.eventName()), "refused event written", attempt.eventName());
            } else if (attempt.outcome() instanceof Outcome.Unexpected) {
                violations.add("unexpected response", attempt);
            }
        }
        Set<String> sent =
                new HashSet<>(history.stream().map(PublishAttempt::eventName).toList());
        loggedNames.stream()
                .filter(name -> !sent.contains(name))
                .forEach(name -> violations.add("event that no client sent", name));
    }

    private static String position(int partition, long offset) {
        return partition + "@" + offset;
    }

    private void checkOrderPerCustomer(List<PublishAttempt> history) {
        Map<String, Long> lastOffsets = new HashMap<>();
        for (PublishAttempt attempt : history) {
            if (attempt.outcome() instanceof Outcome.Acknowledged receipt) {
                Long previous = lastOffsets.put(attempt.order().customer(), receipt.offset());
                violations.addIf(
                        previous != null && previous >= receipt.offset(), "acknowledged events out of order", attempt);
            }
        }
    }

    private void checkUniqueIds(List<Entry> eventEntries) {
        Set<String> ids = new HashSet<>();
        for (Entry entry : eventEntries) {
            String id = entry.headers().get("event-id");
            violations.addIf(id == null || !ids.add(id), "missing or duplicate event id", entry.topic() + " " + id);
        }
    }

    /** Checks that each event in the log has exactly its resulting events, in the order of their causes. */
    private void checkResults(
            List<PublishAttempt> history,
            List<LoggedEvent> published,
            List<ResultingEvent> statuses,
            List<ResultingEvent> results) {
        Map<String, PublishAttempt> sent = history.stream()
                .collect(toMap(PublishAttempt::eventName, Function.identity(), (first, second) -> first));
        Stream<ResultingEvent> ofCustomers = published.stream()
                .filter(event -> sent.containsKey(event.name()))
                .flatMap(event ->
                        ResultingEvent.expected(
                                event.entry().type(), sent.get(event.name()).order())
                                .stream());
        Map<OrderingScope, List<ResultingEvent>> expected =
                Stream.concat(ofCustomers, statuses.stream()).collect(groupingBy(ResultingEvent::orderingScope));
        Map<OrderingScope, List<ResultingEvent>> actual =
                results.stream().collect(groupingBy(ResultingEvent::orderingScope));
        Stream.concat(expected.keySet().stream(), actual.keySet().stream())
                .distinct()
                .forEach(scope ->
                        compare(expected.getOrDefault(scope, List.of()), actual.getOrDefault(scope, List.of())));
    }

    private void compare(List<ResultingEvent> expected, List<ResultingEvent> actual) {
        if (!expected.equals(actual)) {
            List<ResultingEvent> missing = difference(expected, actual);
            List<ResultingEvent> unexpected = difference(actual, expected);
            missing.forEach(event -> violations.add("missing resulting event", event));
            unexpected.forEach(event -> violations.add("unexpected resulting event", event));
            violations.addIf(missing.isEmpty() && unexpected.isEmpty(), "resulting events out of order", actual);
        }
    }

    private static List<ResultingEvent> difference(List<ResultingEvent> events, List<ResultingEvent> others) {
        List<ResultingEvent> difference = new ArrayList<>(events);
        others.forEach(difference::remove);
        return difference;
    }

    private static long count(List<PublishAttempt> history, Class<? extends Outcome> outcome) {
        return history.stream()
                .filter(attempt -> outcome.isInstance(attempt.outcome()))
                .count();
    }

    private static long count(List<ResultingEvent> results, String type) {
        return results.stream().filter(event -> event.type().equals(type)).count();
    }
}
