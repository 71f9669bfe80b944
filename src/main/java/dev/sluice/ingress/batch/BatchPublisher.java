package dev.sluice.ingress.batch;

import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.EventResult;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.ResultWriter;
import dev.sluice.ingress.atomic.AtomicPublisher;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.security.Caller;
import dev.sluice.security.RateLimit;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Publishes the events of a batch, whatever its format, and answers with their results. Safe for any thread; never blocks. */
@Singleton
public class BatchPublisher {

    private static final int CREATED = 201;
    private static final int MULTI_STATUS = 207;
    private static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

    private final Publisher publisher;
    private final AtomicPublisher atomicPublisher;
    private final ResultWriter writer;
    private final RateLimit rate;

    BatchPublisher(Publisher publisher, AtomicPublisher atomicPublisher, ResultWriter writer, RateLimit rate) {
        this.publisher = publisher;
        this.atomicPublisher = atomicPublisher;
        this.writer = writer;
        this.rate = rate;
    }

    /**
     * Publishes the events of a batch, of which the caller's rate limit has admitted the first.
     *
     * @param atomic whether to publish all of them in one transaction, or each individually
     * @param ordered whether events of a key are refused once an earlier one was not written; has no effect if atomic
     * @return the response, or a failure that is an {@link HttpProblem}
     * @throws HttpProblem if the batch as a whole is refused
     */
    public Uni<StoredResponse> publish(Caller caller, List<BatchItem> items, boolean atomic, boolean ordered) {
        rate.acquireRest(caller, items.size());
        return atomic ? publishAtomically(items) : publishEach(items, new KeyOrder(ordered));
    }

    private Uni<StoredResponse> publishAtomically(List<BatchItem> items) {
        return atomicPublisher.publish(items).map(receipts -> {
            List<EventResult> results = receipts.stream().map(EventResult::of).toList();
            return new StoredResponse(CREATED, JSON, writer.batch(results), true);
        });
    }

    private Uni<StoredResponse> publishEach(List<BatchItem> items, KeyOrder order) {
        return new BatchPublication(items, order)
                .publish(publisher)
                .map(batch ->
                        new StoredResponse(MULTI_STATUS, JSON, writer.batch(batch.results()), !batch.isRetryable()));
    }
}
