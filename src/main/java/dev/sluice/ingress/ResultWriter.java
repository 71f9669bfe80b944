package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.ProblemType;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes receipts and results as JSON, field by field, since reflection would be a considerable part of the cost of an event.
 * Counts the problems that it writes. Safe for any thread.
 */
@Singleton
public class ResultWriter {

    private static final int CHUNK_SIZE = 32 * 1024;
    private static final SerializedString LINE_FEED = new SerializedString("\n");

    private final ObjectMapper mapper;
    private final PublishMeters meters;

    ResultWriter(ObjectMapper mapper, PublishMeters meters) {
        this.mapper = mapper;
        this.meters = meters;
    }

    /** A result of a stream in the form in which it waits for the client. */
    public sealed interface PendingResult {

        /** The receipt of an event that was written. */
        record Published(Receipt receipt) implements PendingResult {}

        /**
         * The result of an event that was refused. A problem takes several times as much memory as its JSON.
         *
         * @param json the result as JSON
         */
        record Refused(String json) implements PendingResult {}
    }

    private interface Content {
        void write(JsonGenerator json, ByteArrayBuilder written) throws IOException;
    }

    /** Returns the response to a request with one event. */
    byte[] receipt(Receipt receipt) {
        return bytes((json, written) -> new Output(json).write(receipt));
    }

    /** Returns the response to a batch: an object with an array of results. */
    public byte[] batch(List<EventResult> results) {
        return bytes((json, written) -> {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            Output output = new Output(json);
            for (EventResult result : results) {
                output.write(result);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Returns all results as NDJSON. */
    public byte[] lines(List<EventResult> results) {
        return bytes((json, written) -> {
            json.setRootValueSeparator(LINE_FEED);
            Output output = new Output(json);
            for (EventResult result : results) {
                output.write(result);
            }
        });
    }

    /** Returns the number of results with a type of problem, in a response to a batch or in NDJSON. */
    long count(byte[] written, ProblemType type) {
        try (MappingIterator<JsonNode> roots = mapper.readerFor(JsonNode.class).readValues(written)) {
            return roots.readAll().stream()
                    .flatMap(root -> root.findValues("problem").stream())
                    .filter(problem ->
                            problem.path("type").asText().equals(type.uri().toString()))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }

    /** Counts a problem and returns the result of its event. */
    public PendingResult.Refused refused(HttpProblem problem) {
        byte[] json = bytes((generator, written) -> new Output(generator).write(EventResult.of(problem)));
        return new PendingResult.Refused(new String(json, UTF_8));
    }

    /**
     * Returns the next results as NDJSON: all that are available, or as many as fill a chunk of 32 KiB.
     *
     * @param results supplies the next result, or null if none is available
     * @return the chunk; empty if no result is available
     */
    public byte[] chunk(Supplier<@Nullable PendingResult> results) {
        return bytes((json, written) -> {
            json.setRootValueSeparator(LINE_FEED);
            Output output = new Output(json);
            for (PendingResult result = results.get(); result != null; ) {
                if (result instanceof PendingResult.Published published) {
                    output.write(EventResult.of(published.receipt()));
                } else {
                    json.writeRawValue(((PendingResult.Refused) result).json());
                }
                int size = written.size() + json.getOutputBuffered();
                result = size < CHUNK_SIZE ? results.get() : null;
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

    /** One response. Consecutive receipts with the same timestamp, as most of a batch have, share its text. */
    private final class Output {

        private static final SerializableString STATUS = new SerializedString("status");
        private static final SerializableString RECEIPT = new SerializedString("receipt");
        private static final SerializableString PROBLEM = new SerializedString("problem");
        private static final SerializableString ID = new SerializedString("id");
        private static final SerializableString TYPE = new SerializedString("type");
        private static final SerializableString TOPIC = new SerializedString("topic");
        private static final SerializableString PARTITION = new SerializedString("partition");
        private static final SerializableString OFFSET = new SerializedString("offset");
        private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
        private static final SerializableString TOPIC_ID = new SerializedString("topicId");

        private final JsonGenerator json;
        private @Nullable Instant lastTimestamp;
        private String lastTimestampText = "";

        Output(JsonGenerator json) {
            this.json = json;
        }

        void write(EventResult result) throws IOException {
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
            writeAscii(ID, receipt.id().toString());
            writeAscii(TYPE, receipt.type());
            writeAscii(TOPIC, receipt.topic());
            json.writeFieldName(PARTITION);
            json.writeNumber(receipt.partition());
            json.writeFieldName(OFFSET);
            json.writeNumber(receipt.offset());
            writeAscii(TIMESTAMP, text(receipt.timestamp()));
            if (receipt.topicId() != null) {
                writeAscii(TOPIC_ID, receipt.topicId());
            }
            json.writeEndObject();
        }

        /** Writes a text without escaping it: ids, names of types and topics, and timestamps are plain ASCII. */
        private void writeAscii(SerializableString name, String text) throws IOException {
            byte[] ascii = text.getBytes(ISO_8859_1);
            json.writeFieldName(name);
            json.writeRawUTF8String(ascii, 0, ascii.length);
        }

        private String text(Instant timestamp) {
            if (!timestamp.equals(lastTimestamp)) {
                lastTimestamp = timestamp;
                lastTimestampText = timestamp.toString();
            }
            return lastTimestampText;
        }
    }
}
