package dev.sluice.admin.topic;

import org.jspecify.annotations.Nullable;

/** What a topic is, and is not declared to be. */
sealed interface TopicDifference {

    String topic();

    /** Whether Sluice cannot keep its word because of it: an instance that starts is not ready then. The others are told. */
    boolean isHarmful();

    /** Whether it can be made as it is declared, and nothing is lost by that. */
    boolean isApplicable();

    /** For people, in a few words, with the topic's name. */
    String text();

    /** There is no such topic. */
    record Missing(String topic) implements TopicDifference {

        @Override
        public boolean isHarmful() {
            return true;
        }

        @Override
        public boolean isApplicable() {
            return true;
        }

        @Override
        public String text() {
            return topic + " is missing";
        }
    }

    /** It has another number of partitions: fewer cannot share the work that was planned, and none can be taken away. */
    record Partitions(String topic, int declared, int actual) implements TopicDifference {

        @Override
        public boolean isHarmful() {
            return actual < declared;
        }

        @Override
        public boolean isApplicable() {
            return actual < declared;
        }

        @Override
        public String text() {
            return topic + " has " + actual + " partitions, not " + declared;
        }
    }

    /** It has another number of replicas: they are moved with tools that say where to and how fast. */
    record Replicas(String topic, int declared, int actual) implements TopicDifference {

        @Override
        public boolean isHarmful() {
            return actual < declared;
        }

        @Override
        public boolean isApplicable() {
            return false;
        }

        @Override
        public String text() {
            return topic + " has " + actual + " replicas, not " + declared;
        }
    }

    /**
     * It has another value of one of Kafka's settings.
     *
     * @param actual null, if the brokers know no such setting
     */
    record Setting(
            String topic,
            String key,
            String declared,
            @Nullable String actual,
            boolean isApplicable) implements TopicDifference {

        @Override
        public boolean isHarmful() {
            return actual != null && TopicConfigs.isHarmful(key, declared, actual);
        }

        @Override
        public String text() {
            return topic + " has " + (actual == null ? "no " + key : key + "=" + actual) + ", not " + declared;
        }
    }
}
