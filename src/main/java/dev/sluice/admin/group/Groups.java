package dev.sluice.admin.group;

import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Lists and describes the cluster's consumer groups. For threads that may wait. */
@Singleton
class Groups {

    private final GroupStates states;
    private final GroupOffsets offsets;
    private final PartitionOffsets logs;
    private final TimeLagConsumers readers;
    private final TimeLag oldestRecords;
    private final MonitoredGroups own;
    private final GroupsConfig config;

    Groups(KafkaAdmin admin, KafkaClients kafka, MonitoredGroups own, GroupsConfig config, Clock clock) {
        this.states = new GroupStates(admin);
        this.offsets = new GroupOffsets(admin);
        this.logs = new PartitionOffsets(admin);
        this.readers = new TimeLagConsumers(kafka, "sluice-groups", config.maxRequests(), config);
        this.oldestRecords = readers.oldestRecords(clock);
        this.own = own;
        this.config = config;
    }

    /**
     * Some of the groups, in the order of their ids.
     *
     * @param after the id behind which they begin
     * @throws KafkaException if Kafka does not answer
     */
    GroupPage list(int limit, @Nullable String after) {
        List<GroupListing> found = states.all().stream()
                .filter(group -> after == null || group.groupId().compareTo(after) > 0)
                .sorted(Comparator.comparing(GroupListing::groupId))
                .limit(limit + 1L)
                .toList();
        List<GroupListing> page = found.subList(0, Math.min(limit, found.size()));
        List<String> ids = page.stream()
                .filter(GroupStates::isOfConsumers)
                .map(GroupListing::groupId)
                .toList();
        Map<String, ConsumerGroupDescription> descriptions = states.describe(ids);
        Map<String, Map<TopicPartition, Long>> committed = offsets.of(descriptions.keySet());
        Set<TopicPartition> partitions = new HashSet<>();
        committed.values().forEach(group -> partitions.addAll(group.keySet()));
        Map<TopicPartition, PartitionLog> ends = logs.of(partitions);
        return new GroupPage(
                page.stream()
                        .map(group -> summary(
                                group,
                                descriptions.get(group.groupId()),
                                lags(committed.getOrDefault(group.groupId(), Map.of()), ends)))
                        .toList(),
                found.size() > limit ? page.get(page.size() - 1).groupId() : null);
    }

    private static GroupPage.Summary summary(
            GroupListing group, @Nullable ConsumerGroupDescription description, Collection<Lag> lags) {
        GroupState state = description == null ? group.groupState().orElse(null) : description.groupState();
        return new GroupPage.Summary(
                group.groupId(),
                GroupStates.type(group),
                state == null ? null : GroupStates.text(state),
                description == null ? null : description.members().size(),
                total(lags));
    }

    private static List<Lag> lags(Map<TopicPartition, Long> committed, Map<TopicPartition, PartitionLog> logs) {
        return committed.entrySet().stream()
                .map(offset ->
                        new Lag(offset.getKey(), offset.getValue(), Objects.requireNonNull(logs.get(offset.getKey()))))
                .toList();
    }

    /** Null, if no lag is known. */
    private static @Nullable Long total(Collection<Lag> lags) {
        return lags.stream()
                .map(Lag::records)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    /**
     * All of a group.
     *
     * @throws HttpProblem if there is no such group, it is of another kind, or too many others ask
     * @throws KafkaException if Kafka does not answer
     */
    GroupDetails describe(String id) {
        ConsumerGroupDescription group = states.require(id);
        Map<TopicPartition, Long> committed = offsets.of(id);
        Set<TopicPartition> partitions = new HashSet<>(committed.keySet());
        group.members().forEach(member -> partitions.addAll(member.assignment().topicPartitions()));
        Map<TopicPartition, PartitionLog> found = logs.of(partitions);
        List<Lag> lags = partitions.stream()
                .sorted(RecordPosition.PARTITIONS)
                .map(partition ->
                        new Lag(partition, committed.get(partition), Objects.requireNonNull(found.get(partition))))
                .toList();
        List<Lag> shown = lags.subList(0, Math.min(lags.size(), config.maxPartitions()));
        Map<TopicPartition, Duration> ages = oldestRecords.ages(shown);
        Node coordinator = group.coordinator();
        return new GroupDetails(
                id,
                GroupStates.text(group.type()),
                GroupStates.text(group.groupState()),
                coordinator == null || coordinator.isEmpty()
                        ? null
                        : new GroupDetails.Coordinator(coordinator.id(), coordinator.host(), coordinator.port()),
                group.partitionAssignor().isEmpty() ? null : group.partitionAssignor(),
                total(lags),
                ages.values().stream()
                        .max(Comparator.naturalOrder())
                        .map(PartitionLag::seconds)
                        .orElse(null),
                group.members().stream().map(GroupDetails.Member::of).toList(),
                shown.stream()
                        .map(lag -> PartitionLag.of(lag, ages.get(lag.partition())))
                        .toList(),
                shown.size() == lags.size() ? null : Integer.valueOf(lags.size() - shown.size()),
                own.note(id));
    }

    @PreDestroy
    void close() {
        readers.close();
    }
}
