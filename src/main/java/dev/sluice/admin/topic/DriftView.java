package dev.sluice.admin.topic;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * A difference as it is shown.
 *
 * @param harmful whether an instance that starts is not ready because of it, where topics are verified
 * @param applicable whether the init process removes it
 */
@RegisterForReflection
record DriftView(String detail, boolean harmful, boolean applicable) {

    /** None, if the topic is not declared. */
    static List<DriftView> of(Optional<TopicSpec> declared, ActualTopic actual) {
        return declared.map(topic -> TopicDrift.between(topic, actual)).orElse(List.of()).stream()
                .map(difference -> new DriftView(difference.text(), difference.isHarmful(), difference.isApplicable()))
                .toList();
    }
}
