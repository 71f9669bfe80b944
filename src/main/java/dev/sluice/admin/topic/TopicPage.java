package dev.sluice.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics of the cluster, by name.
 *
 * @param missing the declared topics that the cluster lacks, all of them
 * @param next what to give as {@code after} for the page behind this one, if there is one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopicPage(
        List<Summary> topics,
        List<String> missing,
        @Nullable String next) {

    static final String EXAMPLE = """
            {"topics": [{"name": "orders", "internal": false, "partitions": 3, "replicationFactor": 3, "declared": true,
                         "drift": [{"detail": "orders has 3 partitions, not 6", "harmful": true, "applicable": true}]}],
             "missing": ["inventory"], "next": "orders"}""";

    /**
     * A topic in a list.
     *
     * @param replicationFactor of the partition that has the fewest replicas
     * @param declared whether Sluice knows what it is to be like
     */
    @RegisterForReflection
    record Summary(
            String name,
            boolean internal,
            int partitions,
            int replicationFactor,
            boolean declared,
            List<DriftView> drift) {}
}
