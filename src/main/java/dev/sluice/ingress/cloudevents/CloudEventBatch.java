package dev.sluice.ingress.cloudevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.cloudevents.ParsedEvent;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.PublishRequestHandler;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a request with a batch of CloudEvents. An invalid event becomes a refused item; malformed JSON refuses the whole
 * batch.
 *
 * @param caller the caller of the request
 * @param path the event type in the path, if any
 * @param idempotent whether the identities of the events are the key of a request without an {@code Idempotency-Key}
 * @param maxEvents maximum number of events
 */
record CloudEventBatch(
        Caller caller, @Nullable String path, boolean idempotent, int maxEvents, CloudEventMapping mapping)
        implements PublishRequestHandler.ItemReader {

    /** @throws HttpProblem if the body is not a JSON array, has too many events, or if the budget has no room for the problems */
    @Override
    public List<BatchItem> read(byte[] body, EventIdSource ids, BodyBudget.Reservation memory) {
        List<BatchItem> batch = new ArrayList<>();
        readEach(body, event -> {
            BatchItem item = mapping.map(event, ErrorLocation.STRUCTURED, caller, path, List.of());
            item.acquire(memory);
            batch.add(item);
        });
        return batch;
    }

    @Override
    public @Nullable String key(byte[] body) {
        if (!idempotent) {
            return null;
        }
        EventIdentity.KeyBuilder key = new EventIdentity.KeyBuilder();
        readEach(body, event -> key.add(event.attributes()));
        return key.toKey();
    }

    private void readEach(byte[] body, Consumer<ParsedEvent> events) {
        int[] count = {0};
        try {
            JsonFormat.readBatch(body, event -> {
                if (count[0]++ == maxEvents) {
                    throw PublishProblem.tooManyEvents(maxEvents);
                }
                events.accept(event);
            });
        } catch (JsonProcessingException e) {
            throw RequestProblem.MALFORMED.with(EventReader.describe(e));
        }
    }
}
