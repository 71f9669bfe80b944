package dev.sluice.ingress;

import dev.sluice.kafka.PendingSends;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;

/** The events of one request that are to be published all or none. For one thread at a time. */
final class AtomicPublication {

    private final List<BatchItem.Ready> events;
    private final Answer answer;
    private final Instant deadline;
    private final Consumer<Headers> trace;
    private PendingSends sent = new PendingSends();
    private boolean isAnswered;

    /** What became of the events; one of these is called once. */
    interface Answer {

        /** Readers see all of them. */
        void published(List<Receipt> receipts);

        /** The problem says whether none was written, or whether that is unknown. */
        void failed(HttpProblem problem);
    }

    /**
     * Takes the events of a request.
     *
     * @param deadline when its transaction must have begun
     * @param trace has a record tell which trace it belongs to
     */
    AtomicPublication(List<BatchItem.Ready> events, Instant deadline, Consumer<Headers> trace, Answer answer) {
        this.events = events;
        this.trace = trace;
        this.deadline = deadline;
        this.answer = answer;
    }

    int size() {
        return events.size();
    }

    boolean isLate(Instant now) {
        return now.isAfter(deadline);
    }

    /** Sends its events; may be done again after a transaction that was aborted. */
    void send(Producer<byte[], byte[]> producer, Instant now) {
        sent = new PendingSends();
        for (BatchItem.Ready ready : events) {
            ProducerRecord<byte[], byte[]> record = ready.type()
                    .newRecord(ready.id(), ready.event().key(), ready.event().value(), now);
            trace.accept(record.headers());
            sent.send(record, producer);
        }
    }

    /** Whether one of its events may be too large, if that is why the transaction was aborted. */
    boolean isSuspect() {
        return sent.tooLarge().isPresent();
    }

    void committed() {
        List<RecordMetadata> written = sent.metadata();
        List<Receipt> receipts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            BatchItem.Ready ready = events.get(i);
            receipts.add(Receipt.of(ready.type(), ready.id(), written.get(i)));
        }
        if (!isAnswered) {
            isAnswered = true;
            answer.published(receipts);
        }
    }

    void tooLarge() {
        sent.tooLarge().map(PublishFailures::problem).ifPresent(this::failed);
    }

    void notWritten() {
        failed(PublishProblem.NOT_WRITTEN.with("No event was written"));
    }

    void unknown() {
        failed(PublishProblem.OUTCOME_UNKNOWN.with("All events may have been written, or may still be; or none"));
    }

    private void failed(HttpProblem problem) {
        if (!isAnswered) {
            isAnswered = true;
            answer.failed(problem);
        }
    }
}
