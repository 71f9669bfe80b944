package dev.sluice.cloudevents;

/** The data of a CloudEvent, in the form in which it arrived. */
public sealed interface EventData {

    /**
     * A JSON value, which is a part of a larger document. The bytes are not copied.
     *
     * @param document the document, in UTF-8
     * @param from the index of the value's first byte
     * @param length the size of the value in bytes
     */
    record Json(byte[] document, int from, int length) implements EventData {}

    /** The bytes of the data in the encoding that {@code datacontenttype} names: an HTTP body, or {@code data_base64} decoded. */
    record Bytes(byte[] bytes) implements EventData {}

    /** The event has no data, or data that cannot be decoded. */
    record Absent() implements EventData {}
}
