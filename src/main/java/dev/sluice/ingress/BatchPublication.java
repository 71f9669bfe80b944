package dev.sluice.ingress;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Publishes the events of one batch, in their order, and gathers what becomes of them. */
final class BatchPublication {

    private final List<BatchItem> items;
    private final AtomicReferenceArray<BatchResults.Result> results;
    private final AtomicInteger open;

    BatchPublication(List<BatchItem> items) {
        this.items = items;
        this.results = new AtomicReferenceArray<>(items.size());
        this.open = new AtomicInteger(items.size());
    }

    /** Never fails: each event has its own result. To be called once. */
    Uni<BatchResults> publish(Publisher publisher) {
        return Uni.createFrom().emitter(answer -> {
            if (items.isEmpty()) {
                answer.complete(new BatchResults(List.of()));
            }
            for (int i = 0; i < items.size(); i++) {
                int position = i;
                Publisher.Answer settle = new Publisher.Answer() {
                    @Override
                    public void published(Receipt receipt) {
                        settle(BatchResults.Result.of(receipt));
                    }

                    @Override
                    public void failed(HttpProblem problem) {
                        settle(BatchResults.Result.of(problem));
                    }

                    private void settle(BatchResults.Result result) {
                        results.set(position, result);
                        if (open.decrementAndGet() == 0) {
                            answer.complete(gathered());
                        }
                    }
                };
                if (items.get(i) instanceof BatchItem.Ready ready) {
                    publisher.publish(ready.type(), ready.id(), ready.event(), settle);
                } else if (items.get(i) instanceof BatchItem.Refused refused) {
                    settle.failed(refused.problem());
                }
            }
        });
    }

    private BatchResults gathered() {
        return new BatchResults(
                IntStream.range(0, results.length()).mapToObj(results::get).toList());
    }
}
