package dev.sluice.manifests;

import static io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker.endpoint;
import static org.apache.kafka.common.security.auth.SecurityProtocol.PLAINTEXT;

import dev.sluice.testing.Ports;
import dev.sluice.testing.SecuredListener;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/** A broker with the topics and the users of the manifests, where each user may do what is written there and nothing else. */
final class GuardedKafka implements AutoCloseable {

    private final Endpoint itself = endpoint(PLAINTEXT, "localhost", Ports.free());
    private final SecuredListener clients = new SecuredListener();
    private final Manifests manifests;
    private final EmbeddedKafkaBroker broker;

    GuardedKafka(Manifests manifests) {
        this.manifests = manifests;
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(itself.port())
                .withAdvertisedListeners(itself, clients.endpoint())
                .withAdditionalProperties(properties -> {
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    properties.put("offsets.topic.num.partitions", "5");
                    properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
                    // The broker, and the test, over its own listener.
                    properties.put("super.users", "User:ANONYMOUS");
                    clients.configure(properties);
                })
                .start();
    }

    /** For who may do everything. */
    String unguarded() {
        return itself.host() + ":" + itself.port();
    }

    /** How a user connects. */
    Map<String, String> settings(String user) {
        return clients.settings(user);
    }

    /** Does what Strimzi does: makes the topics, with one replica, and the users with their rights. */
    void apply() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", unguarded()))) {
            admin.createTopics(manifests.all(KafkaTopic.class).stream()
                            .map(GuardedKafka::topic)
                            .toList())
                    .all()
                    .get();
            clients.addUsers(
                    admin,
                    manifests.all(KafkaUser.class).stream()
                            .map(user -> user.getMetadata().getName())
                            .toList());
            admin.createAcls(manifests.all(KafkaUser.class).stream()
                            .flatMap(GuardedKafka::rights)
                            .toList())
                    .all()
                    .get();
        }
    }

    private static NewTopic topic(KafkaTopic topic) {
        Map<String, String> config = new TreeMap<>();
        topic.getSpec().getConfig().forEach((key, value) -> config.put(key, value.toString()));
        config.remove("min.insync.replicas");
        return new NewTopic(
                        topic.getMetadata().getName(),
                        Optional.of(topic.getSpec().getPartitions()),
                        Optional.empty())
                .configs(config);
    }

    private static Stream<AclBinding> rights(KafkaUser user) {
        List<AclRule> rules = ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
        return rules.stream().flatMap(rule -> {
            Right.Resource resource = Right.Resource.of(rule);
            return rule.getOperations().stream()
                    .map(operation -> new AclBinding(
                            new ResourcePattern(resource.type(), resource.name(), resource.pattern()),
                            new AccessControlEntry(
                                    "User:" + user.getMetadata().getName(),
                                    "*",
                                    Right.operation(operation),
                                    AclPermissionType.ALLOW)));
        });
    }

    @Override
    public void close() {
        broker.close();
    }
}
