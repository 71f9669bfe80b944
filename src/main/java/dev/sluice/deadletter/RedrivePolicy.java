package dev.sluice.deadletter;

import java.util.Optional;

/** Which letters can be redriven. */
record RedrivePolicy(ClusterTopicNames topics, int maxRedrives) {

    /** Why an open letter cannot be sent to where it came from, if so. */
    Optional<String> obstacle(DeadLetter letter) {
        String to = letter.originalTopic();
        if (letter.omittedBytes() != null) {
            return Optional.of("it is without its value, which was too large for a dead letter");
        }
        if (letter.group() != null) {
            return Optional.of("it was given up by " + letter.group() + ", and by nobody else who reads its topic");
        }
        if (to == null) {
            return Optional.of("no header says which topic it came from");
        }
        if (!topics.takesEvents(to)) {
            return Optional.of("there is no such topic for events");
        }
        return letter.redrives() >= maxRedrives
                ? Optional.of("it was redriven " + letter.redrives() + " times already")
                : Optional.empty();
    }
}
