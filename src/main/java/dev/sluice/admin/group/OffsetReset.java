package dev.sluice.admin.group;

import dev.sluice.http.Parameters;
import dev.sluice.kafka.KafkaAdmin;
import dev.sluice.kafka.PartitionLog;
import dev.sluice.kafka.PartitionOffsets;
import dev.sluice.kafka.RecordPosition;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** Resets the offsets of groups without members. For threads that may wait. */
@Singleton
class OffsetReset {

    private static final Logger LOG = Logger.getLogger(OffsetReset.class);

    private final KafkaAdmin kafka;
    private final GroupStates states;
    private final GroupOffsets offsets;
    private final PartitionOffsets logs;
    private final MonitoredGroups own;

    OffsetReset(KafkaAdmin kafka, MonitoredGroups own) {
        this.kafka = kafka;
        this.states = new GroupStates(kafka);
        this.offsets = new GroupOffsets(kafka);
        this.logs = new PartitionOffsets(kafka);
        this.own = own;
    }

    /**
     * What is to be reset.
     *
     * @param topic none for all that the group has committed
     * @param partition of the topic; none for all of its partitions
     * @param by who wants it
     */
    record Request(
            String group,
            ResetTarget target,
            @Nullable String topic,
            @Nullable Integer partition,
            boolean dryRun,
            String by) {}

    /**
     * Resets the offsets of a group, or tells what they would be.
     *
     * @throws HttpProblem if there is no such group, it has members, or the target is nowhere in a log: then nothing is reset
     * @throws KafkaException if Kafka does not answer before anything is reset
     */
    OffsetResetResult reset(Request request) {
        requireInactive(states.require(request.group()));
        Map<TopicPartition, Long> before = offsets.settled(request.group());
        Map<TopicPartition, PartitionLog> wanted = wanted(request, before);
        Map<TopicPartition, Long> after = targets(request.target(), wanted);
        Map<TopicPartition, String> failures =
                request.dryRun() || after.isEmpty() ? Map.of() : commit(request.group(), after);
        if (!request.dryRun()) {
            LOG.infof(
                    "Offsets of group %s reset to %s by %s: %s, failed: %s",
                    request.group(), request.target(), request.by(), after, failures.keySet());
        }
        List<OffsetResetResult.Part> parts = new ArrayList<>();
        for (TopicPartition partition : sorted(wanted.keySet())) {
            Long previous = before.get(partition);
            Long offset = after.get(partition);
            String failure = failures.get(partition);
            parts.add(new OffsetResetResult.Part(
                    partition.topic(),
                    partition.partition(),
                    previous,
                    offset == null || failure != null ? previous : offset,
                    offset == null ? "skipped" : failure != null ? "failed" : "reset",
                    offset == null ? reason(wanted.get(partition)) : failure));
        }
        return new OffsetResetResult(request.group(), request.dryRun(), parts, own.note(request.group()));
    }

    private static void requireInactive(ConsumerGroupDescription group) {
        if (group.groupState() != GroupState.EMPTY) {
            int members = group.members().size();
            throw GroupProblem.ACTIVE.with("It is " + GroupStates.text(group.groupState()) + " and has " + members
                    + (members == 1 ? " member: stop it first" : " members: stop them all first"));
        }
    }

    private Map<TopicPartition, PartitionLog> wanted(Request request, Map<TopicPartition, Long> committed) {
        String topic = request.topic();
        if (topic == null) {
            if (committed.isEmpty()) {
                throw fault("topic", "is required, since the group has committed no offsets");
            }
            return logs.of(committed.keySet());
        }
        Set<TopicPartition> partitions =
                new HashSet<>(logs.partitions(List.of(topic)).keySet());
        if (partitions.isEmpty()) {
            throw fault("topic", "is no topic of this cluster");
        }
        Integer number = request.partition();
        if (number != null && !partitions.contains(new TopicPartition(topic, number))) {
            throw fault("partition", "must be a whole number from 0 to " + (partitions.size() - 1));
        }
        partitions.removeIf(partition -> number != null && partition.partition() != number);
        return logs.of(partitions);
    }

    /** Without those whose logs are not there. */
    private Map<TopicPartition, Long> targets(ResetTarget target, Map<TopicPartition, PartitionLog> wanted) {
        Map<TopicPartition, PartitionLog.Present> present = new HashMap<>();
        wanted.forEach((partition, log) -> {
            if (log instanceof PartitionLog.Present there) {
                present.put(partition, there);
            }
        });
        Map<TopicPartition, Long> offsetsAtTime = target instanceof ResetTarget.Time time
                ? logs.offsets(
                        present.keySet(), OffsetSpec.forTimestamp(time.instant().toEpochMilli()))
                : Map.of();
        Map<TopicPartition, Long> targets = new HashMap<>();
        List<Parameters.ParameterError> faults = new ArrayList<>();
        for (TopicPartition partition : sorted(present.keySet())) {
            PartitionLog.Present log = Objects.requireNonNull(present.get(partition));
            if (target instanceof ResetTarget.Earliest) {
                targets.put(partition, log.first());
            } else if (target instanceof ResetTarget.Offset at) {
                targets.put(partition, at.offset());
                if (!log.has(at.offset())) {
                    faults.add(new Parameters.ParameterError(
                            "to", "must be from " + log.first() + " to " + log.end() + " for " + partition));
                }
            } else {
                long offset = offsetsAtTime.getOrDefault(partition, -1L);
                targets.put(partition, offset < 0 ? log.end() : offset);
            }
        }
        if (!faults.isEmpty()) {
            throw Parameters.invalid(faults);
        }
        return targets;
    }

    /** Gives what failed, and why. A member that joined meanwhile makes Kafka refuse all of it. */
    private Map<TopicPartition, String> commit(String group, Map<TopicPartition, Long> after) {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        after.forEach((partition, offset) -> commits.put(partition, new OffsetAndMetadata(offset)));
        AlterConsumerGroupOffsetsResult result = kafka.client().alterConsumerGroupOffsets(group, commits);
        Map<TopicPartition, String> failures = new HashMap<>();
        for (TopicPartition partition : after.keySet()) {
            try {
                KafkaAdmin.await(result.partitionResult(partition));
            } catch (UnknownMemberIdException
                    | GroupNotEmptyException
                    | IllegalGenerationException
                    | RebalanceInProgressException
                    | FencedInstanceIdException
                    | StaleMemberEpochException e) {
                throw GroupProblem.ACTIVE.with("A member has joined it meanwhile, and nothing is reset");
            } catch (RetriableException e) {
                LOG.debug("Kafka does not say whether it has reset offsets", e);
                throw GroupProblem.UNKNOWN_OUTCOME.with("Look at the group, or repeat the request");
            } catch (KafkaException e) {
                failures.put(partition, e.getClass().getSimpleName());
            }
        }
        return failures;
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream().sorted(RecordPosition.PARTITIONS).toList();
    }

    private static String reason(@Nullable PartitionLog log) {
        return log instanceof PartitionLog.Leaderless ? "it has no leader now" : "its topic was deleted";
    }

    private static HttpProblem fault(String parameter, String detail) {
        return Parameters.invalid(List.of(new Parameters.ParameterError(parameter, detail)));
    }
}
