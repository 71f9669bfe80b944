package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
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
 * Reads an event out of many: {@code {"type", "data", "id"}}, in whatever order they come, where the id is optional. What is
 * wrong with one event is that event's own result. Safe for any thread.
 */
final class BatchItemReader {

    private final PublishableTypes types;

    BatchItemReader(PublishableTypes types) {
        this.types = types;
    }

    /**
     * Reads an event from the token that the parser stands on.
     *
     * @param ownId of an event that comes without one
     * @throws IOException if it is no JSON
     */
    BatchItem read(JsonParser parser, Caller client, Supplier<UUID> ownId) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return refused(List.of(new ValidationError("", "must be an object with \"type\" and \"data\"")));
        }
        Members members = new Members(client);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.read(name, parser);
        }
        return members.item(ownId);
    }

    private static BatchItem refused(List<ValidationError> faults) {
        return new BatchItem.Refused(PublishProblem.invalid("event of a batch", faults), "");
    }

    /** The members of one event's object, in whatever order they come. */
    private final class Members {

        private final Caller client;
        private @Nullable PublishableType type;
        private @Nullable Valid event;
        private @Nullable TokenBuffer dataBeforeType;
        private @Nullable UUID id;
        private BatchItem.@Nullable Refused refusal;
        private boolean hasType;
        private boolean hasData;
        private final List<ValidationError> faults = new ArrayList<>(0);

        Members(Caller client) {
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
            faults.add(ValidationError.ofMember("", member, detail));
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
                faults.add(new ValidationError("/type", "is required"));
            }
            if (!hasData) {
                faults.add(new ValidationError("/data", "is required"));
            }
            return type == null || event == null || !faults.isEmpty()
                    ? refused(faults)
                    : new BatchItem.Ready(type.type(), id == null ? ownId.get() : id, event);
        }
    }
}
