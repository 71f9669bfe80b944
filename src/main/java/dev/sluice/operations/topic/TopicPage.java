package dev.sluice.operations.topic;

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
            List<Drift> drift) {}
}
