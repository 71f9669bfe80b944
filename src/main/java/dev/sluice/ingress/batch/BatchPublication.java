package dev.sluice.ingress.batch;

import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.EventResult;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.Receipt;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes the events of one batch individually, in order, and collects their results. For one use. */
public final class BatchPublication {

    private final List<BatchItem> items;
    /** Each element is written before the decrement of {@link #open}; all are read after its last decrement. */
    private final EventResult[] results;

    private final AtomicInteger open;

    public BatchPublication(List<BatchItem> items) {
        this.items = items;
        this.results = new EventResult[items.size()];
        this.open = new AtomicInteger(items.size());
    }

    /** Publishes the batch. Never fails, since each event has its own result. */
    public Uni<BatchResults> publish(Publisher publisher) {
        return Uni.createFrom().emitter(emitter -> {
            if (items.isEmpty()) {
                emitter.complete(new BatchResults(List.of()));
            }
            for (int i = 0; i < items.size(); i++) {
                Publisher.ResultHandler handler = new ItemResultHandler(i, emitter);
                if (items.get(i) instanceof BatchItem.Ready ready) {
                    publisher.publish(ready.type(), ready.id(), ready.event(), handler);
                } else if (items.get(i) instanceof BatchItem.Refused refused) {
                    handler.failed(refused.problem());
                }
            }
        });
    }

    private final class ItemResultHandler implements Publisher.ResultHandler {

        private final int position;
        private final UniEmitter<? super BatchResults> emitter;

        ItemResultHandler(int position, UniEmitter<? super BatchResults> emitter) {
            this.position = position;
            this.emitter = emitter;
        }

        @Override
        public void published(Receipt receipt) {
            complete(EventResult.of(receipt));
        }

        @Override
        public void failed(HttpProblem problem) {
            complete(EventResult.of(problem));
        }

        /** Returns true for the last event, which the response waits for. */
        @Override
        public boolean isMeasured() {
            return position == results.length - 1;
        }

        private void complete(EventResult result) {
            results[position] = result;
            if (open.decrementAndGet() == 0) {
                emitter.complete(new BatchResults(Arrays.asList(results)));
            }
        }
    }
}
