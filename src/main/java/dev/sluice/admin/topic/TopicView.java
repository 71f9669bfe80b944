package dev.sluice.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Topics in the REST API. */
final class TopicView {

    private TopicView() {}

    /**
     * A page of topics, ordered by name.
     *
     * @param missing all declared topics that do not exist
     * @param next the cursor of the next page; absent on the last page
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "TopicPage")
    record Page(
            List<Summary> topics,
            List<String> missing,
            @Nullable String next) {

        static final String EXAMPLE = """
                {"topics": [{"name": "parcels", "internal": false, "partitions": 3, "replicationFactor": 3, "declared": true,
                             "drift": [{"detail": "parcels has 3 partitions, not 6", "harmful": true, "applicable": true}]}],
                 "missing": ["depot"], "next": "parcels"}""";
    }

    /**
     * A topic in a page.
     *
     * @param replicationFactor the lowest number of replicas of a partition
     * @param declared whether Sluice has a declaration of the topic
     */
    @RegisterForReflection
    record Summary(
            String name,
            boolean internal,
            int partitions,
            int replicationFactor,
            boolean declared,
            List<Drift> drift) {}

    /**
     * A topic with its partitions and configuration.
     *
     * @param partitionCount the number of all partitions, including those that are left out
     * @param records the number of records in the listed partitions
     * @param config the settings that are set on the topic or the broker, without secrets; empty if they are unknown
     * @param partitions the first 1000 partitions
     */
    @RegisterForReflection
    @Schema(name = "TopicDetails")
    record Details(
            String name,
            boolean internal,
            int partitionCount,
            int replicationFactor,
            long records,
            boolean declared,
            List<Drift> drift,
            Map<String, String> config,
            List<Partition> partitions) {

        static final String EXAMPLE = """
                {"name": "parcels", "internal": false, "partitionCount": 3, "replicationFactor": 3, "records": 42,
                 "declared": true,
                 "drift": [{"detail": "parcels has 3 partitions, not 6", "harmful": true, "applicable": true}],
                 "config": {"min.insync.replicas": "2", "retention.ms": "-1"},
                 "partitions": [{"partition": 0, "leader": 1, "replicas": [1, 2, 3], "isr": [1, 2], "firstOffset": 0,
                                 "endOffset": 42, "records": 42}]}""";
    }

    /**
     * A partition of a topic. Unknown members are absent.
     *
     * @param leader the id of the leader; absent if there is none
     * @param replicas the ids of the brokers with a replica, the preferred leader first
     * @param isr the ids of the brokers whose replicas are in sync
     * @param firstOffset the first offset of the log
     * @param endOffset the offset of the next record that is written
     * @param records an estimate, since offsets of compacted records and of transaction markers count too
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

    /**
     * A difference between a topic and its declaration.
     *
     * @param harmful whether an instance that starts is not ready because of it, if topics are verified
     * @param applicable whether the init process removes it
     */
    @RegisterForReflection
    @Schema(name = "DriftView")
    record Drift(String detail, boolean harmful, boolean applicable) {

        /** Returns the differences of a topic; empty if the topic is not declared. */
        static List<Drift> of(Optional<TopicSpec> declared, ClusterTopics.ActualTopic actual) {
            return declared.map(topic -> TopicDrift.between(topic, actual)).orElse(List.of()).stream()
                    .map(drift -> new Drift(drift.text(), drift.isHarmful(), drift.isApplicable()))
                    .toList();
        }
    }
}
