package dev.sluice.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.kafka.PartitionLog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.MemberDescription;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Consumer groups in the REST API. Unknown members are absent. */
final class GroupView {

    private GroupView() {}

    /**
     * A page of groups, ordered by id.
     *
     * @param next the cursor of the next page; absent on the last page
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "GroupPage")
    record Page(List<Summary> groups, @Nullable String next) {

        static final String EXAMPLE = """
                {"groups": [{"id": "sluice-processing", "type": "classic", "state": "stable", "members": 1, "lag": 9}],
                 "next": "sluice-processing"}""";
    }

    /**
     * A group in a page.
     *
     * @param type {@code classic}, {@code consumer}, or a type for which only the state is known
     * @param members the number of members
     * @param lag the lag in records of all partitions with a committed offset
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            String id,
            String type,
            @Nullable String state,
            @Nullable Integer members,
            @Nullable Long lag) {}

    /**
     * A consumer group with its members and partitions.
     *
     * @param lag the lag in records of all partitions, including those that are left out
     * @param lagSeconds the highest age of an unconsumed record in the listed partitions
     * @param partitions the partitions with a committed offset or a member
     * @param more the number of partitions that are left out
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "GroupDetails")
    record Details(
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
                              "partitions": {"parcels": [2]}}],
                 "partitions": [{"topic": "parcels", "partition": 2, "committed": 4711, "first": 0, "end": 4720, "lag": 9,
                                 "lagSeconds": 1.25}]}""";
    }

    @RegisterForReflection
    record Coordinator(int id, String host, int port) {}

    /**
     * A member of a group.
     *
     * @param instanceId the {@code group.instance.id} of a static member
     * @param partitions the assigned partitions by topic
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

    /**
     * A partition of a group.
     *
     * @param committed the offset of the next record that the group reads
     * @param first the offset of the first record in the log
     * @param end the end offset of the log
     * @param lag {@code end} less {@code committed}
     * @param lagSeconds the age of the oldest unconsumed record
     * @param lost the number of offsets that were deleted before the group read them
     * @param condition {@code trimmed}, {@code beyond-end}, {@code deleted} or {@code leaderless}, if one applies
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PartitionLag(
            String topic,
            int partition,
            @Nullable Long committed,
            @Nullable Long first,
            @Nullable Long end,
            @Nullable Long lag,
            @Nullable Double lagSeconds,
            @Nullable Long lost,
            @Nullable String condition) {

        static PartitionLag of(Lag lag, @Nullable Duration age) {
            PartitionLog.Present log = lag.log() instanceof PartitionLog.Present present ? present : null;
            return new PartitionLag(
                    lag.partition().topic(),
                    lag.partition().partition(),
                    lag.committed(),
                    log == null ? null : log.first(),
                    log == null ? null : log.end(),
                    lag.records(),
                    age == null ? null : seconds(age),
                    lag.lost() == 0 ? null : lag.lost(),
                    lag.condition());
        }
    }

    static double seconds(Duration age) {
        return age.toMillis() / 1_000.0;
    }

    /**
     * The outcome of an offset reset, or of its dry run.
     *
     * @param note the note for operators of {@link GroupsConfig.Monitored#note()}
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "OffsetResetResult")
    record Reset(
            String group,
            boolean dryRun,
            List<Part> partitions,
            @Nullable String note) {

        static final String EXAMPLE = """
                {"group": "sluice-processing", "dryRun": false,
                 "partitions": [{"topic": "parcels", "partition": 2, "before": 4711, "after": 0, "result": "reset"}]}""";

        /** Returns the number of partitions that were reset. */
        long count() {
            return partitions.stream()
                    .filter(part -> part.result().equals("reset"))
                    .count();
        }
    }

    /**
     * The outcome of an offset reset for one partition.
     *
     * @param before the committed offset before the reset; absent if there was none
     * @param after the committed offset after the reset
     * @param result {@code reset}, {@code skipped} or {@code failed}
     * @param detail the reason why the partition was not reset
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
