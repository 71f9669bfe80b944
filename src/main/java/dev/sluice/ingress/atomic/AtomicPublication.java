package dev.sluice.ingress.atomic;

import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PartitionGate;
import dev.sluice.ingress.PublishFailures;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.Receipt;
import dev.sluice.kafka.KnownTopics;
import dev.sluice.kafka.PendingSends;
import dev.sluice.kafka.SendFailure;
import dev.sluice.kafka.TransactionalProducer;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;

/** The events of one request, to be published in one transaction. Only the first result is reported. For one thread at a time. */
final class AtomicPublication {

    private final List<BatchItem.Ready> events;
    private final ResultHandler handler;
    private final Instant deadline;
    private final BiConsumer<BatchItem.Ready, Headers> tracePropagation;
    private final KnownTopics topics;
    private PendingSends sends = new PendingSends();
    private boolean isCompleted;

    /** Receives the result of all events: exactly one method is called, once. */
    interface ResultHandler {

        /** Reports that the transaction is committed. */
        void published(List<Receipt> receipts);

        /** Reports a failure. The problem says whether nothing was written or whether the outcome is unknown. */
        void failed(HttpProblem problem);
    }

    /**
     * Creates the publication of a request.
     *
     * @param deadline the latest time at which its transaction may begin
     * @param tracePropagation adds the trace context of an event to the headers of its record
     * @param topics have the topic ids of receipts
     */
    AtomicPublication(
            List<BatchItem.Ready> events,
            Instant deadline,
            BiConsumer<BatchItem.Ready, Headers> tracePropagation,
            KnownTopics topics,
            ResultHandler handler) {
        this.events = events;
        this.deadline = deadline;
        this.tracePropagation = tracePropagation;
        this.topics = topics;
        this.handler = handler;
    }

    int size() {
        return events.size();
    }

    /** Returns whether the partition of one of the events is closed. */
    static boolean isClosed(List<BatchItem.Ready> events, PartitionGate gate) {
        return events.stream()
                .anyMatch(ready ->
                        gate.isClosed(ready.type().topic(), ready.event().key()));
    }

    boolean isClosed(PartitionGate gate) {
        return isClosed(events, gate);
    }

    void closed() {
        fail(PartitionGate.refusal());
    }

    boolean isExpired(Instant now) {
        return now.isAfter(deadline);
    }

    /** Sends the events. May be called again after the transaction was aborted. */
    void send(TransactionalProducer.Transaction transaction, Instant now) {
        sends = new PendingSends();
        for (BatchItem.Ready ready : events) {
            ProducerRecord<byte[], byte[]> record = ready.type()
                    .newRecord(ready.id(), ready.event().key(), ready.event().value(), now);
            ready.context().addTo(record.headers());
            tracePropagation.accept(ready, record.headers());
            sends.send(record, transaction);
        }
    }

    /** Returns whether the transaction may have been aborted because Kafka refuses one of these events. */
    boolean mayBeRefused() {
        return sends.failure(SendFailure::isRejection).isPresent();
    }

    void committed() {
        List<RecordMetadata> metadata = sends.metadata();
        List<Receipt> receipts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            BatchItem.Ready ready = events.get(i);
            receipts.add(Receipt.of(ready.type(), ready.id(), metadata.get(i), topics));
        }
        if (!isCompleted) {
            isCompleted = true;
            handler.published(receipts);
        }
    }

    void refused() {
        sends.failure(SendFailure::isRejection).ifPresent(this::aborted);
    }

    /** Reports that the transaction was aborted. The cause decides the problem, which says that nothing was written. */
    void aborted(Throwable cause) {
        SendFailure kind = SendFailure.of(cause);
        boolean isRefused = kind.isRejection() || kind == SendFailure.PRODUCER_REFUSED;
        fail(isRefused ? PublishFailures.problem(cause, false) : notWritten());
    }

    void expired() {
        fail(notWritten());
    }

    private static HttpProblem notWritten() {
        return PublishProblem.NOT_WRITTEN.with("The transaction was not committed; no event was written");
    }

    void unknown() {
        fail(PublishProblem.OUTCOME_UNKNOWN.with(
                "Kafka did not confirm the transaction; either all events were or will be written, or none"));
    }

    private void fail(HttpProblem problem) {
        if (!isCompleted) {
            isCompleted = true;
            handler.failed(problem);
        }
    }
}
