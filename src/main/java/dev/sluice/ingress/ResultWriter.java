package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
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

    private static final int LINES_SIZE = 32 * 1024;
    private static final SerializedString LINE_FEED = new SerializedString("\n");

    private final ObjectMapper mapper;
    private final PublishMeters meters;

    ResultWriter(ObjectMapper mapper, PublishMeters meters) {
        this.mapper = mapper;
        this.meters = meters;
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
    byte[] lines(ResultWindow stream) {
        return bytes((json, written) -> {
            json.setRootValueSeparator(LINE_FEED);
            Results results = new Results(json);
            for (BatchResults.Result result = stream.poll(); result != null; ) {
                results.write(result);
                int size = written.size() + json.getOutputBuffered();
                result = size < LINES_SIZE ? stream.poll() : null;
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

        private static final SerializableString STATUS = new SerializedString("status");
        private static final SerializableString RECEIPT = new SerializedString("receipt");
        private static final SerializableString PROBLEM = new SerializedString("problem");
        private static final SerializableString ID = new SerializedString("id");
        private static final SerializableString TYPE = new SerializedString("type");
        private static final SerializableString TOPIC = new SerializedString("topic");
        private static final SerializableString PARTITION = new SerializedString("partition");
        private static final SerializableString OFFSET = new SerializedString("offset");
        private static final SerializableString TIMESTAMP = new SerializedString("timestamp");

        private final JsonGenerator json;
        private @Nullable Instant moment;
        private String momentText = "";

        Results(JsonGenerator json) {
            this.json = json;
        }

        void write(BatchResults.Result result) throws IOException {
            json.writeStartObject();
            json.writeFieldName(STATUS);
            json.writeNumber(result.status());
            if (result.receipt() != null) {
                json.writeFieldName(RECEIPT);
                write(result.receipt());
            }
            if (result.problem() != null) {
                meters.rejected(result.problem());
                json.writeFieldName(PROBLEM);
                mapper.writeValue(json, result.problem());
            }
            json.writeEndObject();
        }

        void write(Receipt receipt) throws IOException {
            json.writeStartObject();
            write(ID, receipt.id().toString());
            write(TYPE, receipt.type());
            write(TOPIC, receipt.topic());
            json.writeFieldName(PARTITION);
            json.writeNumber(receipt.partition());
            json.writeFieldName(OFFSET);
            json.writeNumber(receipt.offset());
            write(TIMESTAMP, text(receipt.timestamp()));
            json.writeEndObject();
        }

        /** Writes a text that is ASCII and needs no escape, as what names and numbers events does. */
        private void write(SerializableString name, String plain) throws IOException {
            byte[] ascii = plain.getBytes(ISO_8859_1);
            json.writeFieldName(name);
            json.writeRawUTF8String(ascii, 0, ascii.length);
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
