package dev.sluice.example.orders.manifests;

import io.strimzi.api.kafka.model.user.acl.AclOperation;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTransactionalIdResource;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** Converts the ACL rules of a {@code KafkaUser} to Kafka's terms. */
final class Acl {

    private Acl() {}

    /**
     * The resource of an ACL.
     *
     * @param pattern whether the name is complete or a prefix
     */
    record Resource(ResourceType type, String name, PatternType pattern) {

        static Resource of(AclRule rule) {
            var resource = rule.getResource();
            if (resource instanceof AclRuleTopicResource topic) {
                return new Resource(ResourceType.TOPIC, topic.getName(), pattern(topic.getPatternType()));
            } else if (resource instanceof AclRuleGroupResource group) {
                return new Resource(ResourceType.GROUP, group.getName(), pattern(group.getPatternType()));
            } else if (resource instanceof AclRuleTransactionalIdResource id) {
                return new Resource(ResourceType.TRANSACTIONAL_ID, id.getName(), pattern(id.getPatternType()));
            }
            return new Resource(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
        }

        private static PatternType pattern(AclResourcePatternType type) {
            return type == AclResourcePatternType.PREFIX ? PatternType.PREFIXED : PatternType.LITERAL;
        }

        @Override
        public String toString() {
            return type.name().toLowerCase(Locale.ROOT).replace("_", "") + " " + name
                    + (pattern == PatternType.PREFIXED ? "*" : "");
        }
    }

    /** Describes each operation of a rule, such as {@code read topic orders}. */
    static Stream<String> describe(AclRule rule) {
        return rule.getOperations().stream()
                .map(operation -> operation.name().toLowerCase(Locale.ROOT).replace("_", "") + " " + Resource.of(rule));
    }

    static org.apache.kafka.common.acl.AclOperation operation(AclOperation operation) {
        return Stream.of(org.apache.kafka.common.acl.AclOperation.values())
                .filter(kafka ->
                        kafka.name().replace("_", "").equals(operation.name().replace("_", "")))
                .findFirst()
                .orElseThrow();
    }
}
