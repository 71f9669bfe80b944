package dev.sluice.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was reset, or would be. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record OffsetResetResult(
        String group,
        boolean dryRun,
        List<Part> partitions,
        @Nullable String note) {

    static final String EXAMPLE = """
            {"group": "sluice-processing", "dryRun": false,
             "partitions": [{"topic": "orders", "partition": 2, "before": 4711, "after": 0, "result": "reset"}]}""";

    /**
     * A partition.
     *
     * @param before the offset that was committed; absent, if there was none
     * @param after the offset that is committed now, or would be
     * @param result {@code reset}, {@code skipped} or {@code failed}
     * @param detail why it was not reset
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(
            String topic,
            int partition,
            @Nullable Long before,
            @Nullable Long after,
            String result,
            @Nullable String detail) {}
}
