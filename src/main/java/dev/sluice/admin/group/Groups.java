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

/** Lists and describes the cluster's consumer groups. For threads that may block. */
@Singleton
class Groups {

    private final GroupQueries queries;
    private final PartitionOffsets partitionOffsets;
    private final TimeLag timeLag;
    private final MonitoredGroups monitored;
    private final GroupsConfig config;

    Groups(KafkaAdmin admin, KafkaClients kafka, MonitoredGroups monitored, GroupsConfig config, Clock clock) {
        this.queries = new GroupQueries(admin);
        this.partitionOffsets = new PartitionOffsets(admin);
        this.timeLag = new TimeLag(kafka, "sluice-groups", config.maxRequests(), config, clock);
        this.monitored = monitored;
        this.config = config;
    }

    /**
     * Returns a page of the groups, ordered by id.
     *
     * @param id the id of the only group to list; null for all groups
     * @param limit the maximum number of groups
     * @param after the id after which the page starts; null for the first page
     * @throws KafkaException if Kafka does not answer
     */
    GroupView.Page list(@Nullable String id, int limit, @Nullable String after) {
        List<GroupListing> found = queries.listAll().stream()
                .filter(group -> id == null || group.groupId().equals(id))
                .filter(group -> after == null || group.groupId().compareTo(after) > 0)
                .sorted(Comparator.comparing(GroupListing::groupId))
                .limit(limit + 1L)
                .toList();
        List<GroupListing> page = found.subList(0, Math.min(limit, found.size()));
        List<String> ids = page.stream()
                .filter(GroupQueries::isConsumerGroup)
                .map(GroupListing::groupId)
                .toList();
        Map<String, ConsumerGroupDescription> descriptions = queries.describe(ids);
        Map<String, Map<TopicPartition, Long>> committed = queries.offsets(descriptions.keySet());
        Set<TopicPartition> partitions = new HashSet<>();
        committed.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        Map<TopicPartition, PartitionLog> logs = partitionOffsets.of(partitions);
        return new GroupView.Page(
                page.stream()
                        .map(group -> summary(
                                group,
                                descriptions.get(group.groupId()),
                                lags(committed.getOrDefault(group.groupId(), Map.of()), logs)))
                        .toList(),
                found.size() > limit ? page.get(page.size() - 1).groupId() : null);
    }

    private static GroupView.Summary summary(
            GroupListing group, @Nullable ConsumerGroupDescription description, Collection<Lag> lags) {
        GroupState state = description == null ? group.groupState().orElse(null) : description.groupState();
        return new GroupView.Summary(
                group.groupId(),
                GroupQueries.type(group),
                state == null ? null : GroupQueries.text(state),
                description == null ? null : description.members().size(),
                total(lags));
    }

    private static List<Lag> lags(Map<TopicPartition, Long> committed, Map<TopicPartition, PartitionLog> logs) {
        return committed.entrySet().stream()
                .map(offset ->
                        new Lag(offset.getKey(), offset.getValue(), Objects.requireNonNull(logs.get(offset.getKey()))))
                .toList();
    }

    /** Returns the sum of the known lags; null if none is known. */
    private static @Nullable Long total(Collection<Lag> lags) {
        return lags.stream()
                .map(Lag::records)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    /**
     * Describes a consumer group with its members and partitions.
     *
     * @throws HttpProblem if there is no such group, it is not a consumer group, or too many requests are running
     * @throws KafkaException if Kafka does not answer
     */
    GroupView.Details describe(String id) {
        ConsumerGroupDescription group = queries.require(id);
        Map<TopicPartition, Long> committed = queries.offsets(id);
        Set<TopicPartition> partitions = new HashSet<>(committed.keySet());
        group.members().forEach(member -> partitions.addAll(member.assignment().topicPartitions()));
        Map<TopicPartition, PartitionLog> logs = partitionOffsets.of(partitions);
        List<Lag> lags = partitions.stream()
                .sorted(RecordPosition.PARTITIONS)
                .map(partition ->
                        new Lag(partition, committed.get(partition), Objects.requireNonNull(logs.get(partition))))
                .toList();
        List<Lag> listed = lags.subList(0, Math.min(lags.size(), config.maxPartitions()));
        Map<TopicPartition, Duration> ages = timeLag.ages(listed);
        Node coordinator = group.coordinator();
        return new GroupView.Details(
                id,
                GroupQueries.text(group.type()),
                GroupQueries.text(group.groupState()),
                coordinator == null || coordinator.isEmpty()
                        ? null
                        : new GroupView.Coordinator(coordinator.id(), coordinator.host(), coordinator.port()),
                group.partitionAssignor().isEmpty() ? null : group.partitionAssignor(),
                total(lags),
                ages.values().stream()
                        .max(Comparator.naturalOrder())
                        .map(GroupView::seconds)
                        .orElse(null),
                group.members().stream().map(GroupView.Member::of).toList(),
                listed.stream()
                        .map(lag -> GroupView.PartitionLag.of(lag, ages.get(lag.partition())))
                        .toList(),
                listed.size() == lags.size() ? null : Integer.valueOf(lags.size() - listed.size()),
                monitored.note(id));
    }

    @PreDestroy
    void close() {
        timeLag.close();
    }
}
