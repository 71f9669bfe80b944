package dev.sluice.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a dead letter.
 *
 * @param headers in their order, all of them
 * @param value as plain JSON, if it can be decoded
 * @param undecodable why it cannot
 * @param valueBase64 its bytes; absent if it has none
 * @param omittedBytes the size of the value that did not fit into the dead-letter topic
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterDetails(
        @JsonUnwrapped DeadLetterView letter,
        List<HeaderView> headers,
        @Nullable String keyBase64,
        @JsonRawValue @Nullable String value,
        @Nullable String undecodable,
        @Nullable String valueBase64,
        @Nullable Long omittedBytes) {

    /**
     * A header of a record.
     *
     * @param value its text, if it is UTF-8
     * @param valueBase64 its bytes, if it is not
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeaderView(
            String name, @Nullable String value, @Nullable String valueBase64) {}
}
