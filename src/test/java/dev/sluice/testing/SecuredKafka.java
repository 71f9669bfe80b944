package dev.sluice.testing;

import static io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker.endpoint;
import static org.apache.kafka.common.security.auth.SecurityProtocol.PLAINTEXT;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Endpoint;

/** A broker with a secured listener for Sluice and a plaintext listener for itself and for tests. */
public final class SecuredKafka implements QuarkusTestResourceLifecycleManager {

    private static final String USER = "sluice";

    private final Endpoint plaintext = endpoint(PLAINTEXT, "localhost", Ports.free());
    private final SecuredListener clients = new SecuredListener();
    private EmbeddedKafkaBroker broker;

    @Override
    public Map<String, String> start() {
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(plaintext.port())
                .withAdvertisedListeners(plaintext, clients.endpoint())
                .withAdditionalProperties(properties -> {
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    clients.configure(properties);
                })
                .start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            clients.addUsers(admin, List.of(USER));
        }
        return clients.settings(USER);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SecuredKafka.class));
    }

    @Override
    public void stop() {
        broker.close();
    }

    /** Returns the address of the plaintext listener. */
    public String bootstrapServers() {
        return plaintext.host() + ":" + plaintext.port();
    }
}
