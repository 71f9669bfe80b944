package dev.sluice.ingress.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.batch.BatchItemReader;
import dev.sluice.ingress.stream.NdjsonSplitter.Line;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a stream from its lines. Creating a parser costs as much as reading a small event, so consecutive lines
 * of one chunk share a parser as long as each holds exactly one event. Any other line is read again with a parser of its own,
 * which finds its error. For one thread at a time.
 */
final class LineItemReader {

    private final BatchItemReader items;
    private final Caller caller;
    private @Nullable JsonParser shared;
    /** The chunk that the shared parser reads. */
    private byte[] chunk = {};
    /** The index in the chunk at which the shared parser started. */
    private int start;
    /** The index in the chunk of the next line that the shared parser can read. */
    private int next;

    LineItemReader(BatchItemReader items, Caller caller) {
        this.items = items;
        this.caller = caller;
    }

    /**
     * Reads the event of one line.
     *
     * @param defaultId supplies the id of an event without one
     */
    BatchItem read(Line line, Supplier<UUID> defaultId) {
        if (line.isTooLong()) {
            return new BatchItem.Refused(
                    RequestProblem.TOO_LARGE.with("The line is too long; the event was not written"), "");
        }
        BatchItem item = readShared(line, defaultId);
        return item == null ? readAlone(line, defaultId) : item;
    }

    /** Returns the item, or null if the line is anything but exactly one JSON object. */
    private @Nullable BatchItem readShared(Line line, Supplier<UUID> defaultId) {
        try {
            JsonParser parser = parserAt(line);
            parser.nextToken();
            BatchItem item = items.read(parser, caller, defaultId);
            long end = start + parser.currentLocation().getByteOffset();
            boolean isObject = parser.currentToken() == JsonToken.END_OBJECT;
            if (isObject && end <= line.to() && line.isBlankFrom((int) end)) {
                next = line.to() + 1;
                return item;
            }
        } catch (IOException malformed) {
            // Reported when the line is read alone.
        }
        shared = null;
        return null;
    }

    private JsonParser parserAt(Line line) throws IOException {
        JsonParser parser = shared;
        if (parser == null || line.bytes() != chunk || line.from() != next) {
            chunk = line.bytes();
            start = line.from();
            parser = EventReader.parser(chunk, start, chunk.length - start);
            shared = parser;
        }
        return parser;
    }

    private BatchItem readAlone(Line line, Supplier<UUID> defaultId) {
        try (JsonParser parser = EventReader.parser(line.bytes(), line.from(), line.size())) {
            parser.nextToken();
            BatchItem item = items.read(parser, caller, defaultId);
            return parser.nextToken() == null ? item : malformed("The line must be a single JSON value");
        } catch (JsonProcessingException e) {
            return malformed(EventReader.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    private static BatchItem malformed(String detail) {
        return new BatchItem.Refused(RequestProblem.MALFORMED.with(detail), "");
    }
}
