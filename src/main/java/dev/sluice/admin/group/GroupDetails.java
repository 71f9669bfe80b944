package dev.sluice.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.MemberDescription;
import org.jspecify.annotations.Nullable;

/**
 * A group as it is shown.
 *
 * @param lag of all partitions, also those that are not shown
 * @param lagSeconds the longest that a record of the partitions shown waits
 * @param partitions those with a committed offset or a member
 * @param more how many more of them there are
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupDetails(
        String id,
        String type,
        String state,
        @Nullable Coordinator coordinator,
        @Nullable String assignor,
        @Nullable Long lag,
        @Nullable Double lagSeconds,
        List<Member> members,
        List<PartitionLag> partitions,
        @Nullable Integer more,
        @Nullable String note) {

    static final String EXAMPLE = """
            {"id": "sluice-processing", "type": "classic", "state": "stable",
             "coordinator": {"id": 1, "host": "kafka-1", "port": 9092}, "assignor": "cooperative-sticky", "lag": 9,
             "lagSeconds": 1.25,
             "members": [{"id": "sluice-1-6b0d…", "clientId": "sluice-1", "host": "/10.0.0.7",
                          "partitions": {"orders": [2]}}],
             "partitions": [{"topic": "orders", "partition": 2, "committed": 4711, "first": 0, "end": 4720, "lag": 9,
                             "lagSeconds": 1.25}]}""";

    @RegisterForReflection
    record Coordinator(int id, String host, int port) {}

    /**
     * A member.
     *
     * @param instanceId the {@code group.instance.id} of a static member
     * @param partitions by topic
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Member(
            String id,
            @Nullable String instanceId,
            String clientId,
            String host,
            Map<String, TreeSet<Integer>> partitions) {

        static Member of(MemberDescription member) {
            Map<String, TreeSet<Integer>> partitions = new TreeMap<>();
            member.assignment().topicPartitions().forEach(partition -> partitions
                    .computeIfAbsent(partition.topic(), topic -> new TreeSet<>())
                    .add(partition.partition()));
            return new Member(
                    member.consumerId(),
                    member.groupInstanceId().orElse(null),
                    member.clientId(),
                    member.host(),
                    partitions);
        }
    }
}
