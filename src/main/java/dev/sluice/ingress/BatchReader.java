package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.ingress.LineReader.Line;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.schema.json.EventReader;
import dev.sluice.schema.json.EventReader.Result.Valid;
import dev.sluice.schema.json.Fault;
import dev.sluice.security.Client;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch: an array of {@code {"type", "data", "id"}}, where the id is optional. What is wrong with one event is that
 * event's own result; what is no JSON, or no array, is refused as a whole, and then nothing of it is published.
 */
final class BatchReader {

    private final PublishableTypes types;
    private final int maxEvents;

    BatchReader(PublishableTypes types, int maxEvents) {
        this.types = types;
        this.maxEvents = maxEvents;
    }

    /**
     * @param ids of the events that come without one
     * @throws HttpProblem if it is no batch at all, or has too many events
     */
    List<BatchItem> read(byte[] json, Client client, EventIdSource ids) {
        try (JsonParser parser = EventReader.parser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.MALFORMED.with("The body must be an array of events");
            }
            List<BatchItem> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int position = items.size();
                requirePlace(position);
                items.add(item(parser, client, () -> ids.at(position)));
            }
            if (parser.nextToken() != null) {
                throw Problem.MALFORMED.with("There is more than one JSON value");
            }
            return items;
        } catch (JsonProcessingException e) {
            throw Problem.MALFORMED.with(EventReader.describe(e));
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
    List<BatchItem> readLines(byte[] stream, long maxLineSize, Client client, EventIdSource ids) {
        LineReader lines = new LineReader(maxLineSize);
        lines.feed(stream);
        lines.end();
        List<BatchItem> items = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                int position = items.size();
                requirePlace(position);
                items.add(readOne(line, client, () -> ids.at(position)));
            }
        }
        return items;
    }

    private void requirePlace(int position) {
        if (position == maxEvents) {
            throw Problem.TOO_LARGE.with("There are more than " + maxEvents + " events; none was written");
        }
    }

    /**
     * Reads the event of one line of a stream.
     *
     * @param ownId of an event that comes without one
     */
    BatchItem readOne(Line line, Client client, Supplier<UUID> ownId) {
        if (line.isTooLong()) {
            return new BatchItem.Refused(Problem.TOO_LARGE.with("The line is too long; the event was not written"), "");
        }
        try (JsonParser parser = EventReader.parser(line.bytes())) {
            parser.nextToken();
            BatchItem item = item(parser, client, ownId);
            return parser.nextToken() == null ? item : malformed("There is more than one JSON value");
        } catch (JsonProcessingException e) {
            return malformed(EventReader.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    private static BatchItem malformed(String detail) {
        return new BatchItem.Refused(Problem.MALFORMED.with(detail), "");
    }

    private BatchItem item(JsonParser parser, Client client, Supplier<UUID> ownId) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return refused(List.of(new Fault("", "must be an object with \"type\" and \"data\"")));
        }
        Members members = new Members(client);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.read(name, parser);
        }
        return members.item(ownId);
    }

    private static BatchItem refused(List<Fault> faults) {
        return new BatchItem.Refused(Problem.invalid("event of a batch", faults), "");
    }

    /** The members of one event's object, in whatever order they come. */
    private final class Members {

        private final Client client;
        private @Nullable PublishableType type;
        private @Nullable Valid event;
        private @Nullable TokenBuffer dataBeforeType;
        private @Nullable UUID id;
        private BatchItem.@Nullable Refused refusal;
        private boolean hasType;
        private boolean hasData;
        private final List<Fault> faults = new ArrayList<>(0);

        Members(Client client) {
            this.client = client;
        }

        void read(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "type" -> readType(parser);
                case "data" -> readData(parser);
                case "id" -> readId(parser);
                default -> refuse(parser, name, "is no member of an event of a batch");
            }
        }

        private void readType(JsonParser parser) throws IOException {
            boolean isFirst = !hasType;
            hasType = true;
            if (!isFirst || parser.currentToken() != JsonToken.VALUE_STRING) {
                refuse(parser, "type", "must be a string, given once");
                return;
            }
            try {
                type = types.require(parser.getText(), client);
            } catch (HttpProblem problem) {
                refusal = new BatchItem.Refused(problem, "/type");
            }
        }

        private void readData(JsonParser parser) throws IOException {
            if (hasData) {
                refuse(parser, "data", "is given more than once");
                return;
            }
            hasData = true;
            if (refusal != null) {
                parser.skipChildren();
            } else if (type == null) {
                dataBeforeType = new TokenBuffer(parser).forceUseOfBigDecimal(true);
                dataBeforeType.copyCurrentStructure(parser);
            } else {
                readEvent(parser, type);
            }
        }

        private void readEvent(JsonParser parser, PublishableType known) throws IOException {
            try {
                event = known.read(parser);
            } catch (HttpProblem problem) {
                refusal = new BatchItem.Refused(problem, "/data");
            }
        }

        private void readId(JsonParser parser) throws IOException {
            try {
                if (id == null && parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() == 36) {
                    id = UUID.fromString(parser.getText());
                    return;
                }
            } catch (IllegalArgumentException noUuid) {
                // as any other value
            }
            refuse(parser, "id", "must be a UUID, given once");
        }

        private void refuse(JsonParser parser, String member, String detail) throws IOException {
            parser.skipChildren();
            faults.add(Fault.ofMember("", member, detail));
        }

        BatchItem item(Supplier<UUID> ownId) throws IOException {
            if (refusal == null && type != null && dataBeforeType != null) {
                try (JsonParser data = dataBeforeType.asParser()) {
                    data.nextToken();
                    readEvent(data, type);
                }
            }
            if (refusal != null) {
                return refusal;
            }
            if (!hasType) {
                faults.add(new Fault("/type", "is required"));
            }
            if (!hasData) {
                faults.add(new Fault("/data", "is required"));
            }
            return type == null || event == null || !faults.isEmpty()
                    ? refused(faults)
                    : new BatchItem.Ready(type.type(), id == null ? ownId.get() : id, event);
        }
    }
}
