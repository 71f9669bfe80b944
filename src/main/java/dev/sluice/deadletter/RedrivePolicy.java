package dev.sluice.deadletter;

import java.util.Optional;

/** The rules for redriving a dead letter. */
record RedrivePolicy(TopicSnapshot topics, int maxRedrives) {

    /** Returns the reason why an open dead letter must not be sent to its original topic; empty if it can be sent. */
    Optional<String> rejectionReason(DeadLetter deadLetter) {
        String topic = deadLetter.originalTopic();
        if (deadLetter.omittedBytes() != null) {
            return Optional.of("its value was too large for the dead-letter topic and is only in the original record");
        }
        if (deadLetter.group() != null) {
            return Optional.of("only consumer group " + deadLetter.group()
                    + " rejected it, and a redrive would deliver it to all groups of the topic");
        }
        if (topic == null) {
            return Optional.of("no header names its original topic");
        }
        if (!topics.acceptsEvents(topic)) {
            return Optional.of("its original topic does not exist or is an internal topic");
        }
        return deadLetter.redrives() >= maxRedrives
                ? Optional.of("it was redriven " + deadLetter.redrives() + " times already")
                : Optional.empty();
    }
}
