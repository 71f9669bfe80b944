package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.http.RequestProblem;
import dev.sluice.ingress.NdjsonSplitter.Line;
import dev.sluice.json.EventReader;
import dev.sluice.security.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of lines. Making a parser costs as much as reading a small event, so lines that follow each other in one
 * array of bytes share one, as long as each holds one whole event; any other line is read again by itself, which tells what
 * is wrong with it. For one thread at a time.
 */
final class LineItemReader {

    private final BatchItemReader items;
    private @Nullable JsonParser shared;
    private byte[] bytes = {};
    /** The index in the bytes at which the shared parser began. */
    private int start;
    /** The index of the line that the shared parser comes to next. */
    private int next;

    LineItemReader(BatchItemReader items) {
        this.items = items;
    }

    /**
     * Reads the event of one line.
     *
     * @param ownId of an event that comes without one
     */
    BatchItem read(Line line, Caller client, Supplier<UUID> ownId) {
        if (line.isTooLong()) {
            return new BatchItem.Refused(
                    RequestProblem.TOO_LARGE.with("The line is too long; the event was not written"), "");
        }
        BatchItem item = readShared(line, client, ownId);
        return item == null ? readAlone(line, client, ownId) : item;
    }

    /** Null if the line is not one whole JSON object, and nothing more. */
    private @Nullable BatchItem readShared(Line line, Caller client, Supplier<UUID> ownId) {
        try {
            JsonParser parser = parserAt(line);
            parser.nextToken();
            BatchItem item = items.read(parser, client, ownId);
            long end = start + parser.currentLocation().getByteOffset();
            boolean isObject = parser.currentToken() == JsonToken.END_OBJECT;
            if (isObject && end <= line.to() && line.isBlankFrom((int) end)) {
                next = line.to() + 1;
                return item;
            }
        } catch (IOException isNoJson) {
            // which is told when it is read alone
        }
        shared = null;
        return null;
    }

    private JsonParser parserAt(Line line) throws IOException {
        JsonParser parser = shared;
        if (parser == null || line.bytes() != bytes || line.from() != next) {
            bytes = line.bytes();
            start = line.from();
            parser = EventReader.parser(bytes, start, bytes.length - start);
            shared = parser;
        }
        return parser;
    }

    private BatchItem readAlone(Line line, Caller client, Supplier<UUID> ownId) {
        try (JsonParser parser = EventReader.parser(line.bytes(), line.from(), line.size())) {
            parser.nextToken();
            BatchItem item = items.read(parser, client, ownId);
            return parser.nextToken() == null ? item : malformed("There is more than one JSON value");
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
