package dev.sluice.admin.group;

import dev.sluice.http.Parameters;
import dev.sluice.http.Parameters.ParameterError;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Resets the offsets of consumer groups without members. For threads that may block. */
@Singleton
class OffsetReset {

    private static final Logger LOG = Logger.getLogger(OffsetReset.class);

    private final KafkaAdmin kafka;
    private final GroupQueries queries;
    private final PartitionOffsets partitionOffsets;
    private final MonitoredGroups monitored;

    OffsetReset(KafkaAdmin kafka, MonitoredGroups monitored) {
        this.kafka = kafka;
        this.queries = new GroupQueries(kafka);
        this.partitionOffsets = new PartitionOffsets(kafka);
        this.monitored = monitored;
    }

    /**
     * A request to reset offsets.
     *
     * @param topic null for all partitions with a committed offset
     * @param partition null for all partitions of the topic
     */
    record Request(
            String group,
            Target target,
            @Nullable String topic,
            @Nullable Integer partition,
            boolean dryRun) {}

    /** The target of a reset: the offset at which a group resumes. */
    sealed interface Target {

        /** The first record in the log. */
        record Earliest() implements Target {}

        /** The end of the log. */
        record Latest() implements Target {}

        /** The first record at or after an instant, or else the end of the log. */
        record Time(Instant instant) implements Target {}

        /** An offset, which the log must have. */
        record Offset(long offset) implements Target {}

        /** Parses {@code earliest}, {@code latest}, an offset or an instant in ISO 8601; empty for any other text. */
        static Optional<Target> parse(String text) {
            if (text.equals("earliest")) {
                return Optional.of(new Earliest());
            }
            if (text.equals("latest")) {
                return Optional.of(new Latest());
            }
            try {
                if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return Optional.of(new Offset(Long.parseLong(text)));
                }
                Instant instant = Instant.parse(text);
                // Kafka's timestamps are milliseconds since 1970 in a long; negative ones have a special meaning.
                return instant.toEpochMilli() < 0 ? Optional.empty() : Optional.of(new Time(instant));
            } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * Resets the offsets of a group, or reports the offsets that a reset would commit.
     *
     * @throws HttpProblem if there is no such group and it is not one of Sluice's own, if it has members, or a log does not have the target: nothing is reset
     * @throws KafkaException if Kafka does not answer before anything is reset
     */
    GroupView.Reset reset(Request request) {
        if (monitored.contains(request.group())) {
            queries.find(request.group()).ifPresent(OffsetReset::requireInactive);
        } else {
            requireInactive(queries.require(request.group()));
        }
        Map<TopicPartition, Long> before = queries.stableOffsets(request.group());
        Map<TopicPartition, PartitionLog> selected = selectedPartitions(request, before);
        Map<TopicPartition, Long> after = targetOffsets(request.target(), selected);
        Map<TopicPartition, String> failures =
                request.dryRun() || after.isEmpty() ? Map.of() : commit(request.group(), after);
        if (!request.dryRun()) {
            LOG.infof("Offsets of group %s reset: %s, failed: %s", request.group(), after, failures.keySet());
        }
        List<GroupView.Part> parts = new ArrayList<>();
        for (TopicPartition partition : sorted(selected.keySet())) {
            Long previous = before.get(partition);
            Long offset = after.get(partition);
            String failure = failures.get(partition);
            parts.add(new GroupView.Part(
                    partition.topic(),
                    partition.partition(),
                    previous,
                    offset == null || failure != null ? previous : offset,
                    offset == null ? "skipped" : failure != null ? "failed" : "reset",
                    offset == null ? skipReason(selected.get(partition)) : failure));
        }
        return new GroupView.Reset(request.group(), request.dryRun(), parts, monitored.note(request.group()));
    }

    private static void requireInactive(ConsumerGroupDescription group) {
        if (group.groupState() != GroupState.EMPTY) {
            int members = group.members().size();
            throw GroupProblem.ACTIVE.with("The group is " + GroupQueries.text(group.groupState()) + " and has "
                    + members + (members == 1 ? " member; stop it first" : " members; stop all of them first"));
        }
    }

    private Map<TopicPartition, PartitionLog> selectedPartitions(Request request, Map<TopicPartition, Long> committed) {
        String topic = request.topic();
        if (topic == null) {
            if (committed.isEmpty()) {
                throw invalid("topic", "is required, since the group has no committed offsets");
            }
            return partitionOffsets.of(committed.keySet());
        }
        Set<TopicPartition> partitions =
                new HashSet<>(partitionOffsets.partitions(List.of(topic)).keySet());
        if (partitions.isEmpty()) {
            throw invalid("topic", "is not a topic of this cluster");
        }
        Integer number = request.partition();
        if (number != null && !partitions.contains(new TopicPartition(topic, number))) {
            throw invalid("partition", "must be a whole number from 0 to " + (partitions.size() - 1));
        }
        partitions.removeIf(partition -> number != null && partition.partition() != number);
        return partitionOffsets.of(partitions);
    }

    /** Returns the target offsets of all partitions that have a log. */
    private Map<TopicPartition, Long> targetOffsets(Target target, Map<TopicPartition, PartitionLog> selected) {
        Map<TopicPartition, PartitionLog.Present> present = new HashMap<>();
        selected.forEach((partition, log) -> {
            if (log instanceof PartitionLog.Present found) {
                present.put(partition, found);
            }
        });
        Map<TopicPartition, Long> offsetsAtTime = target instanceof Target.Time time
                ? partitionOffsets.offsets(
                        present.keySet(), OffsetSpec.forTimestamp(time.instant().toEpochMilli()))
                : Map.of();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        List<ParameterError> faults = new ArrayList<>();
        for (TopicPartition partition : sorted(present.keySet())) {
            PartitionLog.Present log = Objects.requireNonNull(present.get(partition));
            if (target instanceof Target.Earliest) {
                offsets.put(partition, log.first());
            } else if (target instanceof Target.Offset at) {
                offsets.put(partition, at.offset());
                if (!log.has(at.offset())) {
                    faults.add(new Parameters.ParameterError(
                            "to", "must be from " + log.first() + " to " + log.end() + " for " + partition));
                }
            } else {
                long offset = offsetsAtTime.getOrDefault(partition, -1L);
                offsets.put(partition, offset < 0 ? log.end() : offset);
            }
        }
        if (!faults.isEmpty()) {
            throw Parameters.invalid(faults);
        }
        return offsets;
    }

    /**
     * Commits offsets. If a member has joined the group, Kafka rejects all of them.
     *
     * @return the failures by partition
     */
    private Map<TopicPartition, String> commit(String group, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        offsets.forEach((partition, offset) -> commits.put(partition, new OffsetAndMetadata(offset)));
        AlterConsumerGroupOffsetsResult result = kafka.client().alterConsumerGroupOffsets(group, commits);
        Map<TopicPartition, String> failures = new HashMap<>();
        for (TopicPartition partition : offsets.keySet()) {
            try {
                kafka.await(result.partitionResult(partition));
            } catch (UnknownMemberIdException
                    | GroupNotEmptyException
                    | IllegalGenerationException
                    | RebalanceInProgressException
                    | FencedInstanceIdException
                    | StaleMemberEpochException e) {
                throw GroupProblem.ACTIVE.with(
                        "A member joined the group during the request, so nothing was reset; stop all members first");
            } catch (RetriableException e) {
                LOG.debugf(e, "Outcome of the offset reset of group %s unknown", group);
                throw GroupProblem.UNKNOWN_OUTCOME.with(
                        "Kafka did not confirm the reset; check the offsets of the group, or repeat the request");
            } catch (KafkaException e) {
                failures.put(partition, e.getClass().getSimpleName());
            }
        }
        return failures;
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream().sorted(RecordPosition.PARTITIONS).toList();
    }

    private static String skipReason(@Nullable PartitionLog log) {
        return log instanceof PartitionLog.Leaderless ? "the partition has no leader" : "the partition does not exist";
    }

    private static HttpProblem invalid(String parameter, String detail) {
        return Parameters.invalid(List.of(new ParameterError(parameter, detail)));
    }
}
