package dev.sluice.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the groups, in the order of their ids.
 *
 * @param next the cursor of the next page; absent, if there is nothing more
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupPage(List<Summary> groups, @Nullable String next) {

    static final String EXAMPLE = """
            {"groups": [{"id": "sluice-processing", "type": "classic", "state": "stable", "members": 1, "lag": 9}],
             "next": "sluice-processing"}""";

    /**
     * A group.
     *
     * @param type {@code classic}, {@code consumer}, or a kind of which the rest is not told
     * @param members how many it has
     * @param lag in records, of all partitions with a committed offset
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            String id,
            String type,
            @Nullable String state,
            @Nullable Integer members,
            @Nullable Long lag) {}
}
