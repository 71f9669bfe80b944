package dev.sluice.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes what became of events as JSON, without the reflection that would be a good part of an event's cost. Safe for any
 * thread.
 */
@Singleton
class ResultWriter {

    private static final int LINES_SIZE = 16 * 1024;
    private static final SerializedString LINE_FEED = new SerializedString("\n");

    private final ObjectMapper mapper;

    ResultWriter(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    private interface Content {
        void write(JsonGenerator json, ByteArrayBuilder written) throws IOException;
    }

    /** The receipt of an event that was published by itself. */
    byte[] receipt(Receipt receipt) {
        return bytes((json, written) -> new Results(json).write(receipt));
    }

    /** The results of a batch. */
    byte[] results(BatchResults batch) {
        return bytes((json, written) -> {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            Results results = new Results(json);
            for (BatchResults.Result result : batch.results()) {
                results.write(result);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** The results of a stream that came as a whole, as lines. */
    byte[] lines(BatchResults batch) {
        return bytes((json, written) -> {
            json.setRootValueSeparator(LINE_FEED);
            Results results = new Results(json);
            for (BatchResults.Result result : batch.results()) {
                results.write(result);
            }
        });
    }

    /** The results of a stream that have come, as many as make a good chunk, as lines; no bytes if there are none. */
    byte[] lines(OrderedResults stream) {
        return bytes((json, written) -> {
            json.setRootValueSeparator(LINE_FEED);
            Results results = new Results(json);
            for (BatchResults.Result result = stream.poll(); result != null; ) {
                results.write(result);
                json.flush();
                result = written.size() < LINES_SIZE ? stream.poll() : null;
            }
        });
    }

    private byte[] bytes(Content content) {
        try (ByteArrayBuilder written = new ByteArrayBuilder()) {
            try (JsonGenerator json = mapper.createGenerator(written)) {
                content.write(json, written);
            }
            return written.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
    }

    /** Results one after the other; those of one moment, as most of a batch are, share its text. */
    private final class Results {

        private final JsonGenerator json;
        private @Nullable Instant moment;
        private String momentText = "";

        Results(JsonGenerator json) {
            this.json = json;
        }

        void write(BatchResults.Result result) throws IOException {
            json.writeStartObject();
            json.writeNumberField("status", result.status());
            if (result.receipt() != null) {
                json.writeFieldName("receipt");
                write(result.receipt());
            }
            if (result.problem() != null) {
                json.writeFieldName("problem");
                mapper.writeValue(json, result.problem());
            }
            json.writeEndObject();
        }

        void write(Receipt receipt) throws IOException {
            json.writeStartObject();
            json.writeStringField("id", receipt.id().toString());
            json.writeStringField("type", receipt.type());
            json.writeStringField("topic", receipt.topic());
            json.writeNumberField("partition", receipt.partition());
            json.writeNumberField("offset", receipt.offset());
            json.writeStringField("timestamp", text(receipt.timestamp()));
            json.writeEndObject();
        }

        private String text(Instant timestamp) {
            if (!timestamp.equals(moment)) {
                moment = timestamp;
                momentText = timestamp.toString();
            }
            return momentText;
        }
    }
}
