package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes the events of one batch, in their order, and gathers what becomes of them. */
final class BatchPublication {

    private final List<BatchItem> items;
    /** Each is written before {@link #open} goes down, and all are read after the last of these. */
    private final BatchResults.Result[] results;

    private final AtomicInteger open;

    BatchPublication(List<BatchItem> items) {
        this.items = items;
        this.results = new BatchResults.Result[items.size()];
        this.open = new AtomicInteger(items.size());
    }

    /** Never fails: each event has its own result. To be called once. */
    Uni<BatchResults> publish(Publisher publisher) {
        return Uni.createFrom().emitter(answer -> {
            if (items.isEmpty()) {
                answer.complete(new BatchResults(List.of()));
            }
            for (int i = 0; i < items.size(); i++) {
                Publisher.Answer settle = new Settlement(i, answer);
                if (items.get(i) instanceof BatchItem.Ready ready) {
                    publisher.publish(ready.type(), ready.id(), ready.event(), settle);
                } else if (items.get(i) instanceof BatchItem.Refused refused) {
                    settle.failed(refused.problem());
                }
            }
        });
    }

    /** Takes what becomes of the event at one position. */
    private final class Settlement implements Publisher.Answer {

        private final int position;
        private final UniEmitter<? super BatchResults> answer;

        Settlement(int position, UniEmitter<? super BatchResults> answer) {
            this.position = position;
            this.answer = answer;
        }

        @Override
        public void published(Receipt receipt) {
            settle(BatchResults.Result.of(receipt));
        }

        @Override
        public void failed(HttpProblem problem) {
            settle(BatchResults.Result.of(problem));
        }

        /** The last one is what the client waits for. */
        @Override
        public boolean isMeasured() {
            return position == results.length - 1;
        }

        private void settle(BatchResults.Result result) {
            results[position] = result;
            if (open.decrementAndGet() == 0) {
                answer.complete(new BatchResults(Arrays.asList(results)));
            }
        }
    }
}
