package dev.sluice.registry;

import java.util.Arrays;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** How the subject of a record's value is named. The names are those of Confluent's classes, with or without a package. */
enum SubjectNameStrategy {
    /** {@code orders-value}: one type a topic. */
    TOPIC_NAME {
        @Override
        String subject(String topic, Schema schema) {
            return topic + "-value";
        }
    },
    /** {@code dev.sluice.order.event.OrderCreated}: one schema for all topics. */
    RECORD_NAME {
        @Override
        String subject(String topic, Schema schema) {
            return schema.getFullName();
        }
    },
    /** {@code orders-dev.sluice.order.event.OrderCreated}: several types a topic. */
    TOPIC_RECORD_NAME {
        @Override
        String subject(String topic, Schema schema) {
            return topic + "-" + schema.getFullName();
        }
    };

    abstract String subject(String topic, Schema schema);

    /** @throws ConfigException if there is no such strategy */
    static SubjectNameStrategy named(String name) {
        String simpleName = name.substring(name.lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(strategy -> strategy.className().equals(simpleName.toLowerCase(Locale.ROOT)))
                .findAny()
                .orElseThrow(() -> new ConfigException(
                        SchemaRegistryConfig.SUBJECT_NAME_STRATEGY,
                        name,
                        "must be one of TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy"));
    }

    private String className() {
        return name().replace("_", "").toLowerCase(Locale.ROOT) + "strategy";
    }
}
