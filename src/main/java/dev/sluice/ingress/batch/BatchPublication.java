package dev.sluice.ingress.batch;

import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.EventResult;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.PublishProblem;
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
    private final KeyOrder keyOrder;
    /** Each element is written before the decrement of {@link #open}; all are read after its last decrement. */
    private final EventResult[] results;

    private final AtomicInteger open;

    public BatchPublication(List<BatchItem> items, KeyOrder keyOrder) {
        this.items = items;
        this.keyOrder = keyOrder;
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
                publish(items.get(i), publisher, handler);
            }
        });
    }

    private void publish(BatchItem item, Publisher publisher, Publisher.ResultHandler handler) {
        if (item instanceof BatchItem.Refused refused) {
            handler.failed(refused.problem());
        } else if (item instanceof BatchItem.Ready ready) {
            if (keyOrder.refuses(ready.event().key())) {
                handler.failed(PublishProblem.predecessorNotWritten());
            } else {
                publisher.publish(ready, handler);
            }
        }
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
            keyOrder.failed(items.get(position).key(), problem);
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
