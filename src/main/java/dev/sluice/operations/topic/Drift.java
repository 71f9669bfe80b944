package dev.sluice.operations.topic;

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
record Drift(String detail, boolean harmful, boolean applicable) {

    /** None, if the topic is not declared. */
    static List<Drift> of(Optional<DeclaredTopic> declared, ActualTopic actual) {
        return declared.map(topic -> Differences.between(topic, actual)).orElse(List.of()).stream()
                .map(difference -> new Drift(difference.text(), difference.isHarmful(), difference.isApplicable()))
                .toList();
    }
}
