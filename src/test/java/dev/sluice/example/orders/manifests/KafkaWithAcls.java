package dev.sluice.example.orders.manifests;

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

/** A broker with the topics, users and ACLs of the manifests. */
final class KafkaWithAcls implements AutoCloseable {

    private final Endpoint plaintext = endpoint(PLAINTEXT, "localhost", Ports.free());
    private final SecuredListener secured = new SecuredListener();
    private final Manifests manifests;
    private final EmbeddedKafkaBroker broker;

    KafkaWithAcls(Manifests manifests) {
        this.manifests = manifests;
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(plaintext.port())
                .withAdvertisedListeners(plaintext, secured.endpoint())
                .withAdditionalProperties(properties -> {
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    properties.put("offsets.topic.num.partitions", "5");
                    properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
                    // The broker and the test, which use the plaintext listener.
                    properties.put("super.users", "User:ANONYMOUS");
                    secured.configure(properties);
                })
                .start();
    }

    /** Returns the plaintext listener's address, whose clients are superusers. */
    String superuserBootstrapServers() {
        return plaintext.host() + ":" + plaintext.port();
    }

    /** Returns the settings with which Sluice connects as a user. */
    Map<String, String> settings(String user) {
        return secured.settings(user);
    }

    /** Returns a client that connects as a user. The caller closes it. */
    Admin admin(String user) {
        return secured.admin(user);
    }

    /** Creates the topics, with one replica, and the users with their ACLs, as Strimzi does. */
    void apply() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", superuserBootstrapServers()))) {
            admin.createTopics(manifests.all(KafkaTopic.class).stream()
                            .map(KafkaWithAcls::topic)
                            .toList())
                    .all()
                    .get();
            secured.addUsers(
                    admin,
                    manifests.all(KafkaUser.class).stream()
                            .map(user -> user.getMetadata().getName())
                            .toList());
            admin.createAcls(manifests.all(KafkaUser.class).stream()
                            .flatMap(KafkaWithAcls::bindings)
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

    private static Stream<AclBinding> bindings(KafkaUser user) {
        List<AclRule> rules = ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization()).getAcls();
        return rules.stream().flatMap(rule -> {
            Acl.Resource resource = Acl.Resource.of(rule);
            return rule.getOperations().stream()
                    .map(operation -> new AclBinding(
                            new ResourcePattern(resource.type(), resource.name(), resource.pattern()),
                            new AccessControlEntry(
                                    "User:" + user.getMetadata().getName(),
                                    "*",
                                    Acl.operation(operation),
                                    AclPermissionType.ALLOW)));
        });
    }

    @Override
    public void close() {
        broker.close();
    }
}
