package dev.sluice.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic. What is not known is left out.
 *
 * @param partitionCount also those that are not shown
 * @param records of the partitions that are shown
 * @param config what is not Kafka's default, and no secret
 * @param partitions the first of them, 1000 at most
 */
@RegisterForReflection
record TopicDetails(
        String name,
        boolean internal,
        int partitionCount,
        int replicationFactor,
        long records,
        boolean declared,
        List<DriftView> drift,
        Map<String, String> config,
        List<Partition> partitions) {

    static final String EXAMPLE = """
            {"name": "orders", "internal": false, "partitionCount": 3, "replicationFactor": 3, "records": 42,
             "declared": true,
             "drift": [{"detail": "orders has 3 partitions, not 6", "harmful": true, "applicable": true}],
             "config": {"min.insync.replicas": "2", "retention.ms": "-1"},
             "partitions": [{"partition": 0, "leader": 1, "replicas": [1, 2, 3], "isr": [1, 2], "firstOffset": 0,
                             "endOffset": 42, "records": 42}]}""";

    /**
     * A partition.
     *
     * @param leader the broker's id; null if there is none
     * @param replicas brokers' ids, the preferred leader first
     * @param isr those of them that are in sync
     * @param firstOffset the first that is still there, or was not compacted away
     * @param endOffset the one that the next record gets
     * @param records an estimate: gaps of compaction and the marks of transactions count too
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Partition(
            int partition,
            @Nullable Integer leader,
            List<Integer> replicas,
            List<Integer> isr,
            @Nullable Long firstOffset,
            @Nullable Long endOffset,
            @Nullable Long records) {}
}
