package dev.sluice.ingress.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.http.BodyBudget;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a JSON array of events. An invalid event becomes a refused item; malformed JSON refuses the whole batch. Safe for any
 * thread.
 */
final class BatchReader {

    private final BatchItemReader items;
    private final int maxEvents;

    BatchReader(BatchItemReader items, int maxEvents) {
        this.items = items;
        this.maxEvents = maxEvents;
    }

    /**
     * Reads a batch.
     *
     * @param ids the ids for events without an id of their own
     * @param memory acquires memory for the problems of refused items
     * @throws HttpProblem if the body is not a JSON array, has too many events, or if the budget has no room for the problems of its refused items
     */
    List<BatchItem> read(byte[] json, Caller caller, EventIdSource ids, BodyBudget.Reservation memory) {
        try (JsonParser parser = EventReader.parser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw RequestProblem.MALFORMED.with("The body must be a JSON array of events");
            }
            List<BatchItem> batch = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int position = batch.size();
                if (position == maxEvents) {
                    throw PublishProblem.tooManyEvents(maxEvents);
                }
                BatchItem item = items.read(parser, caller, () -> ids.at(position));
                item.acquire(memory);
                batch.add(item);
            }
            if (parser.nextToken() != null) {
                throw RequestProblem.MALFORMED.with("The body must be a single JSON value");
            }
            return batch;
        } catch (JsonProcessingException e) {
            throw RequestProblem.MALFORMED.with(EventReader.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }
}
