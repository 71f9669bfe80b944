package dev.sluice.ingress;

import dev.sluice.event.EventRecord;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** The events of one request that are to be published all or none. For one thread at a time. */
final class AtomicPublication {

    private final List<BatchItem.Ready> events;
    private final Answer answer;
    private final Instant deadline;
    private boolean isAnswered;
    private final List<Future<RecordMetadata>> written = new ArrayList<>();

    /** What became of the events; one of these is called once. */
    interface Answer {

        /** Readers see all of them. */
        void published(List<Receipt> receipts);

        /** The problem says whether none was written, or whether that is unknown. */
        void failed(HttpProblem problem);
    }

    /** @param deadline when its transaction must have begun */
    AtomicPublication(List<BatchItem.Ready> events, Instant deadline, Answer answer) {
        this.events = events;
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
        written.clear();
        for (BatchItem.Ready ready : events) {
            written.add(producer.send(EventRecord.of(
                    ready.type(), ready.id(), ready.event().key(), ready.event().value(), now)));
        }
    }

    /** What is wrong with one of its own events, if that is why the transaction was aborted. */
    Optional<HttpProblem> fault() {
        for (Future<RecordMetadata> sent : written) {
            if (outcome(sent) instanceof ApiException failure && isItsOwn(failure)) {
                return Optional.of(PublishFailures.problem(failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isItsOwn(ApiException failure) {
        return failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException;
    }

    /** The record's metadata, or its failure: after a transaction there is one of them. */
    private static Object outcome(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    void committed() {
        List<Receipt> receipts = new ArrayList<>(events.size());
        for (int i = 0; i < events.size(); i++) {
            BatchItem.Ready ready = events.get(i);
            receipts.add(Receipt.of(ready.type(), ready.id(), (RecordMetadata) outcome(written.get(i))));
        }
        if (!isAnswered) {
            isAnswered = true;
            answer.published(receipts);
        }
    }

    void failed(HttpProblem problem) {
        if (!isAnswered) {
            isAnswered = true;
            answer.failed(problem);
        }
    }
}
