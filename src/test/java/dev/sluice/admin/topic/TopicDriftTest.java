package dev.sluice.admin.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicDriftTest {

    private static TopicSpec declared(Map<String, String> config) {
        return new TopicSpec("parcels", 6, Optional.of((short) 3), config);
    }

    private static ClusterTopics.ActualTopic actual(int partitions, int replicas, Map<String, String> settings) {
        return new ClusterTopics.ActualTopic("parcels", partitions, replicas, settings);
    }

    @Test
    void findsNoneIfTheTopicMatches() {
        // When
        var found = TopicDrift.between(
                declared(Map.of("retention.ms", "1000", "cleanup.policy", "compact,delete")),
                actual(6, 3, Map.of("retention.ms", "1000", "cleanup.policy", "delete, compact", "segment.ms", "1")));

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void missingTopicIsHarmfulAndApplicable() {
        // When
        var found = TopicDrift.between(List.of(declared(Map.of())), Map.of());

        // Then
        assertThat(found).containsExactly(new TopicDrift.Missing("parcels"));
        assertThat(found.get(0).isHarmful()).isTrue();
        assertThat(found.get(0).isApplicable()).isTrue();
    }

    @Test
    void fewerPartitionsAreHarmfulAndApplicable() {
        // When
        var found = TopicDrift.between(declared(Map.of()), actual(3, 3, Map.of()));

        // Then
        assertThat(found).extracting(TopicDrift::text).containsExactly("parcels has 3 partitions, not 6");
        assertThat(found).allMatch(TopicDrift::isHarmful).allMatch(TopicDrift::isApplicable);
    }

    @Test
    void morePartitionsAreHarmlessAndNotApplicable() {
        // When
        var found = TopicDrift.between(declared(Map.of()), actual(12, 3, Map.of()));

        // Then
        assertThat(found).extracting(TopicDrift::text).containsExactly("parcels has 12 partitions, not 6");
        assertThat(found).noneMatch(TopicDrift::isHarmful).noneMatch(TopicDrift::isApplicable);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "4, false"})
    void differentReplicationFactorIsNotApplicable(int replicas, boolean harmful) {
        // When
        var found = TopicDrift.between(declared(Map.of()), actual(6, replicas, Map.of()));

        // Then
        assertThat(found).containsExactly(new TopicDrift.Replicas("parcels", 3, replicas));
        assertThat(found.get(0).isHarmful()).isEqualTo(harmful);
        assertThat(found.get(0).isApplicable()).isFalse();
    }

    @Test
    void ignoresReplicationFactorIfNotDeclared() {
        // When
        var found = TopicDrift.between(
                new TopicSpec("parcels", 6, Optional.empty(), Map.of()), actual(6, 1, Map.of("segment.ms", "1")));

        // Then
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "retention.ms, 1000, 999, true",
        "retention.ms, 1000, 1001, false",
        "retention.ms, 1000, -1, false",
        "retention.ms, -1, 1000, true",
        "min.insync.replicas, 2, 1, true",
        "min.insync.replicas, 2, 3, false",
        "max.message.bytes, 2097152, 1048588, true",
        "unclean.leader.election.enable, false, true, true",
        "unclean.leader.election.enable, true, false, false",
        "cleanup.policy, compact, delete, true",
        "cleanup.policy, delete, compact, true",
        "segment.ms, 1000, 999, false",
        "compression.type, zstd, producer, false",
        "retention.ms, soon, 1000, false",
    })
    void settingIsHarmfulIfItLosesOrRejectsEvents(String key, String declared, String actual, boolean harmful) {
        // When
        var found = TopicDrift.between(declared(Map.of(key, declared)), actual(6, 3, Map.of(key, actual)));

        // Then
        assertThat(found).containsExactly(new TopicDrift.Setting("parcels", key, declared, actual, true));
        assertThat(found.get(0).isHarmful()).isEqualTo(harmful);
    }

    @Test
    void reportsUnknownSetting() {
        // When
        var found = TopicDrift.between(declared(Map.of("retention.m", "1")), actual(6, 3, Map.of("segment.ms", "1")));

        // Then
        assertThat(found).extracting(TopicDrift::text).containsExactly("parcels has no retention.m, not 1");
        assertThat(found).noneMatch(TopicDrift::isHarmful);
    }

    @Test
    void minInSyncReplicasAboveTheReplicationFactorIsNotApplicable() {
        // When
        var found = TopicDrift.between(
                declared(Map.of("min.insync.replicas", "2")), actual(6, 1, Map.of("min.insync.replicas", "1")));

        // Then
        assertThat(found)
                .containsExactly(
                        new TopicDrift.Replicas("parcels", 3, 1),
                        new TopicDrift.Setting("parcels", "min.insync.replicas", "2", "1", false));
    }

    @Test
    void ignoresUnknownSettingsOfTheTopic() {
        // When
        var found = TopicDrift.between(declared(Map.of("retention.ms", "1")), actual(6, 3, Map.of()));

        // Then
        assertThat(found).isEmpty();
    }
}
