package dev.sluice.ingress.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.PublishableTypes;
import dev.sluice.ingress.PublishableTypes.PublishableType;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.json.ValidationError;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event of a batch or a stream: {@code {"type", "data", "id"}}, in any order, with an optional id. An invalid event
 * becomes a refused item. Safe for any thread.
 */
public final class BatchItemReader {

    private final PublishableTypes types;
    private final boolean acceptIds;

    /** @param acceptIds whether events may have an id of their own; if not, they are refused */
    public BatchItemReader(PublishableTypes types, boolean acceptIds) {
        this.types = types;
        this.acceptIds = acceptIds;
    }

    /**
     * Reads an item from the parser's current value.
     *
     * @param defaultId supplies the id of an event without one
     * @throws IOException if the JSON is malformed
     */
    public BatchItem read(JsonParser parser, Caller caller, Supplier<UUID> defaultId) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return refused(List.of(new ValidationError("", "must be an object with \"type\" and \"data\"")));
        }
        Members members = new Members(caller);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.read(name, parser);
        }
        return members.toItem(defaultId);
    }

    private static BatchItem refused(List<ValidationError> errors) {
        return new BatchItem.Refused(PublishProblem.invalidItem(errors), "");
    }

    /** The members of one item, read in any order. */
    private final class Members {

        private final Caller caller;
        private @Nullable PublishableType type;
        private @Nullable Valid event;
        private @Nullable TokenBuffer dataBeforeType;
        private @Nullable UUID id;
        private BatchItem.@Nullable Refused refusal;
        private boolean hasType;
        private boolean hasData;
        private final List<ValidationError> errors = new ArrayList<>(0);

        Members(Caller caller) {
            this.caller = caller;
        }

        void read(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "type" -> readType(parser);
                case "data" -> readData(parser);
                case "id" -> readId(parser);
                default -> skip(parser, name, "is not a member of an item: expected \"type\", \"data\" or \"id\"");
            }
        }

        private void readType(JsonParser parser) throws IOException {
            boolean isRepeated = hasType;
            hasType = true;
            if (isRepeated || parser.currentToken() != JsonToken.VALUE_STRING) {
                skip(parser, "type", "must be a string, given once");
                return;
            }
            try {
                type = types.find(parser.getText(), caller);
            } catch (HttpProblem problem) {
                refusal = new BatchItem.Refused(problem, "/type");
            }
        }

        private void readData(JsonParser parser) throws IOException {
            if (hasData) {
                skip(parser, "data", "is given more than once");
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
            if (!acceptIds) {
                skip(parser, "id", "is not accepted: this installation generates the ids of all events");
                return;
            }
            try {
                if (id == null && parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() == 36) {
                    id = UUID.fromString(parser.getText());
                    return;
                }
            } catch (IllegalArgumentException invalid) {
                // Handled below, like any other value that is not a UUID.
            }
            skip(parser, "id", "must be a UUID, given once");
        }

        private void skip(JsonParser parser, String member, String error) throws IOException {
            parser.skipChildren();
            errors.add(ValidationError.ofMember("", member, error));
        }

        BatchItem toItem(Supplier<UUID> defaultId) throws IOException {
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
                errors.add(new ValidationError("/type", "is required"));
            }
            if (!hasData) {
                errors.add(new ValidationError("/data", "is required"));
            }
            if (type == null || event == null || !errors.isEmpty()) {
                return refused(errors);
            }
            return !type.isResolved()
                    ? new BatchItem.Refused(PublishProblem.schemaUnresolved(), "/type", event.key())
                    : new BatchItem.Ready(type.type(), id == null ? defaultId.get() : id, event);
        }
    }
}
