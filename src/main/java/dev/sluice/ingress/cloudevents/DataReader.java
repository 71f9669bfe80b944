package dev.sluice.ingress.cloudevents;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.cloudevents.EventData;
import dev.sluice.ingress.EventEncoding;
import dev.sluice.ingress.PublishableTypes.PublishableType;
import dev.sluice.json.EventReader;
import dev.sluice.json.EventReader.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Reads the data of a CloudEvent as an event, with the reader of plain JSON and Avro. */
final class DataReader {

    private DataReader() {}

    /** Returns whether data can have an encoding: a JSON value cannot be Avro's binary encoding. */
    static boolean canBe(EventData data, EventEncoding encoding) {
        return !(data instanceof EventData.Json) || encoding != EventEncoding.AVRO_BINARY;
    }

    /** Reads data that is not absent and can have the encoding. */
    static Result read(EventData data, EventEncoding encoding, PublishableType type) {
        if (data instanceof EventData.Bytes content) {
            return type.parse(content.bytes(), encoding);
        }
        EventData.Json json = (EventData.Json) data;
        if (encoding == EventEncoding.AVRO_JSON) {
            byte[] value = Arrays.copyOfRange(json.document(), json.from(), json.from() + json.length());
            return type.parse(value, encoding);
        }
        try {
            return type.parse(json.document(), json.from(), json.length());
        } catch (JsonProcessingException e) {
            return new Result.Malformed(EventReader.describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("from bytes in memory", e);
        }
    }
}
