package dev.sluice.ingress.cloudevents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cloudevents.AttributeFault;
import dev.sluice.cloudevents.EventData;
import dev.sluice.cloudevents.JsonFormat;
import dev.sluice.cloudevents.ParsedEvent;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.EventContext;
import dev.sluice.ingress.EventEncoding;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.IngressConfig.CloudEvents.UnknownExtensions;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.PublishableTypes;
import dev.sluice.ingress.PublishableTypes.PublishableType;
import dev.sluice.json.EventReader.Result;
import dev.sluice.json.EventReader.Result.Valid;
import dev.sluice.json.ValidationError;
import dev.sluice.security.Caller;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of CloudEvents to events. An invalid one becomes a refused item with all errors of attributes and data. Safe for any
 * thread.
 */
@Singleton
class CloudEventMapping {

    static final String DATA = "data";

    private static final String DATA_BASE64 = "data_base64";
    private static final String TYPE = "type";
    private static final String DATA_CONTENT_TYPE = "datacontenttype";

    private static final Pattern CHARSET = Pattern.compile(";\\s*+charset=\"?+([^\";\\s]*+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern IS_UTF_8 = Pattern.compile("utf-?8", Pattern.CASE_INSENSITIVE);

    private final PublishableTypes types;
    private final ContextReader contexts;
    private final boolean acceptIds;

    CloudEventMapping(PublishableTypes types, IngressConfig config) {
        this.types = types;
        this.contexts = new ContextReader(config.cloudevents().unknownExtensions() == UnknownExtensions.KEEP);
        this.acceptIds = config.acceptIds();
    }

    /**
     * Maps an event.
     *
     * @param location the place to which errors point
     * @param path the event type in the path of the request, which that of the event must equal; null if there is none
     * @param errors errors of the event that are known already
     */
    BatchItem map(ParsedEvent parsed, ErrorLocation location, Caller caller, @Nullable String path, List<?> errors) {
        return new Mapping(parsed, location, caller, errors).map(path);
    }

    /** The mapping of one event. */
    private final class Mapping {

        private final ParsedEvent parsed;
        private final ErrorLocation location;
        private final Caller caller;
        private final List<Object> errors;
        private @Nullable HttpProblem refusal;
        private @Nullable PublishableType type;
        private @Nullable Valid event;
        private int faults;

        Mapping(ParsedEvent parsed, ErrorLocation location, Caller caller, List<?> errors) {
            this.parsed = parsed;
            this.location = location;
            this.caller = caller;
            this.errors = new ArrayList<>(errors);
            this.faults = errors.size();
            parsed.faults().forEach(this::fault);
        }

        BatchItem map(@Nullable String path) {
            if (parsed.faults().contains(JsonFormat.NOT_AN_OBJECT)) {
                return invalid();
            }
            Map<String, String> attributes = parsed.attributes();
            findType(attributes.get(TYPE), path);
            EventContext context = contexts.read(attributes, this::fault);
            readData(attributes);
            if (event != null) {
                checkKey(attributes.get(ContextReader.PARTITION_KEY), event);
            }
            if (faults > 0) {
                if (refusal != null) {
                    fault(new AttributeFault(TYPE, "is refused: " + refusal.getDetail()));
                }
                return invalid();
            }
            if (refusal != null) {
                return new BatchItem.Refused(refusal, "/" + TYPE);
            }
            return map(context);
        }

        private BatchItem invalid() {
            return new BatchItem.Refused(PublishProblem.invalidCloudEvent(List.copyOf(errors)), "");
        }

        private BatchItem map(EventContext context) {
            if (!(parsed instanceof ParsedEvent.Valid valid) || type == null) {
                throw new IllegalStateException("an event without faults is valid and has a type");
            }
            if (event == null) {
                return new BatchItem.Refused(
                        PublishProblem.invalidEvent(
                                valid.event().type(),
                                errors.stream().map(ValidationError.class::cast).toList()),
                        "");
            }
            if (!type.isResolved()) {
                return new BatchItem.Refused(PublishProblem.schemaUnresolved(), "/" + TYPE, event.key());
            }
            return new BatchItem.Ready(
                    type.type(), eventId(valid.event().source(), valid.event().id()), event, context);
        }

        private UUID eventId(String source, String id) {
            return acceptIds ? EventIdentity.eventId(source, id) : EventIdentity.eventId(caller.name(), source, id);
        }

        private void fault(AttributeFault fault) {
            faults++;
            errors.add(location.error(fault));
        }

        private void findType(@Nullable String name, @Nullable String path) {
            if (name == null) {
                return;
            }
            if (path != null && !path.equals(name)) {
                fault(new AttributeFault(TYPE, "must equal the event type in the path"));
                return;
            }
            try {
                type = types.find(name, caller);
            } catch (HttpProblem problem) {
                refusal = problem;
            }
        }

        private void readData(Map<String, String> attributes) {
            EventEncoding encoding = encoding(attributes.get(DATA_CONTENT_TYPE));
            EventData data = parsed.data();
            if (data instanceof EventData.Absent) {
                if (parsed.faults().stream()
                        .noneMatch(fault ->
                                fault.name().equals(DATA) || fault.name().equals(DATA_BASE64))) {
                    fault(new AttributeFault(DATA, "is required"));
                }
            } else if (encoding != null && !DataReader.canBe(data, encoding)) {
                fault(new AttributeFault(DATA, "must be given as data_base64, because datacontenttype is binary"));
            } else if (encoding != null && type != null) {
                readEvent(data, encoding, type);
            }
        }

        private void readEvent(EventData data, EventEncoding encoding, PublishableType known) {
            String member = data instanceof EventData.Json ? DATA : DATA_BASE64;
            Result result = DataReader.read(data, encoding, known);
            if (result instanceof Valid valid) {
                event = valid;
            } else if (result instanceof Result.Invalid invalid) {
                String pointer = location.dataPointer(member);
                invalid.errors()
                        .forEach(error -> errors.add(new ValidationError(pointer + error.pointer(), error.detail())));
            } else if (result instanceof Result.Malformed malformed) {
                faults++;
                errors.add(new ValidationError(location.dataPointer(member), "is malformed: " + malformed.detail()));
            }
        }

        private @Nullable EventEncoding encoding(@Nullable String contentType) {
            if (contentType == null) {
                return parsed.faults().stream().anyMatch(fault -> fault.name().equals(DATA_CONTENT_TYPE))
                        ? null
                        : EventEncoding.PLAIN_JSON;
            }
            EventEncoding encoding = EventEncoding.find(contentType).orElse(null);
            if (encoding == null) {
                fault(new AttributeFault(DATA_CONTENT_TYPE, "must be " + EventEncoding.MEDIA_TYPES));
            } else if (!isUtf8(contentType)) {
                fault(new AttributeFault(DATA_CONTENT_TYPE, "must have no other charset than UTF-8"));
            }
            return encoding;
        }

        private void checkKey(@Nullable String partitionKey, Valid valid) {
            if (partitionKey != null && type != null && !Arrays.equals(partitionKey.getBytes(UTF_8), valid.key())) {
                fault(new AttributeFault(
                        ContextReader.PARTITION_KEY,
                        "must equal the key of the event, which is in "
                                + type.type().key()));
            }
        }
    }

    private static boolean isUtf8(String contentType) {
        Matcher charsets = CHARSET.matcher(contentType);
        while (charsets.find()) {
            if (!IS_UTF_8.matcher(charsets.group(1)).matches()) {
                return false;
            }
        }
        return true;
    }
}
