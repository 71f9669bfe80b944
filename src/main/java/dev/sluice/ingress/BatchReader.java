package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.NdjsonSplitter.Line;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a batch: an array of events, or lines that came as a whole. What is wrong with one event is that event's own result;
 * what is no JSON, or no array, is refused as a whole, and then nothing of it is published.
 */
final class BatchReader {

    private final BatchItemReader items;
    private final int maxEvents;

    BatchReader(BatchItemReader items, int maxEvents) {
        this.items = items;
        this.maxEvents = maxEvents;
    }

    /**
     * @param ids of the events that come without one
     * @throws HttpProblem if it is no batch at all, or has too many events
     */
    List<BatchItem> read(byte[] json, Caller client, EventIdSource ids) {
        try (JsonParser parser = EventReader.parser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw RequestProblem.MALFORMED.with("The body must be an array of events");
            }
            List<BatchItem> read = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int position = read.size();
                requirePlace(position);
                read.add(items.read(parser, client, () -> ids.at(position)));
            }
            if (parser.nextToken() != null) {
                throw RequestProblem.MALFORMED.with("There is more than one JSON value");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw RequestProblem.MALFORMED.with(EventReader.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    /**
     * Reads the events of a stream that came as a whole.
     *
     * @param maxLineSize the most bytes of a line
     * @param ids of the events that come without one
     * @throws HttpProblem if it has too many events
     */
    List<BatchItem> readLines(byte[] stream, long maxLineSize, Caller client, EventIdSource ids) {
        NdjsonSplitter lines = new NdjsonSplitter(maxLineSize);
        lines.feed(stream);
        lines.end();
        LineItemReader lineItems = new LineItemReader(items);
        List<BatchItem> read = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                int position = read.size();
                requirePlace(position);
                read.add(lineItems.read(line, client, () -> ids.at(position)));
            }
        }
        return read;
    }

    private void requirePlace(int position) {
        if (position == maxEvents) {
            throw RequestProblem.TOO_LARGE.with("There are more than " + maxEvents + " events; none was written");
        }
    }
}
