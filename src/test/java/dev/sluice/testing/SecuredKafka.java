package dev.sluice.testing;

import static io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker.endpoint;
import static org.apache.kafka.common.security.auth.SecurityProtocol.PLAINTEXT;
import static org.apache.kafka.common.security.auth.SecurityProtocol.SASL_SSL;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Endpoint;

/**
 * A broker with a listener for clients that speak TLS and have a user's name and password; Sluice is told of this one alone.
 * The broker speaks with itself over another.
 */
public final class SecuredKafka implements QuarkusTestResourceLifecycleManager {

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"sluice\" password=\"s3cret\"";

    private final Endpoint itself = endpoint(PLAINTEXT, "localhost", 0);
    private final Endpoint clients = endpoint(SASL_SSL, "localhost", 0);
    private EmbeddedKafkaBroker broker;

    @Override
    public Map<String, String> start() {
        Path keyStore = KeyStores.ofLocalhost();
        broker = new EmbeddedKafkaBroker()
                .withKafkaPort(itself.port())
                .withAdvertisedListeners(itself, clients)
                .withAdditionalProperties(properties -> {
                    properties.put("auto.create.topics.enable", "false");
                    properties.put("transaction.state.log.num.partitions", "5");
                    properties.put("listener.name.sasl_ssl.sasl.enabled.mechanisms", "PLAIN");
                    properties.put("listener.name.sasl_ssl.plain.sasl.jaas.config", LOGIN + " user_sluice=\"s3cret\";");
                    properties.put("ssl.keystore.location", keyStore.toString());
                    properties.put("ssl.keystore.password", KeyStores.PASSWORD);
                    properties.put("ssl.key.password", KeyStores.PASSWORD);
                })
                .start();
        return Map.of(
                "kafka.bootstrap.servers",
                clients.host() + ":" + clients.port(),
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                "PLAIN",
                "kafka.sasl.jaas.config",
                LOGIN + ";",
                "kafka.ssl.truststore.location",
                keyStore.toString(),
                "kafka.ssl.truststore.password",
                KeyStores.PASSWORD);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SecuredKafka.class));
    }

    @Override
    public void stop() {
        broker.close();
    }

    /** The broker's own listener, for those who look at what it has. */
    public String bootstrapServers() {
        return itself.host() + ":" + itself.port();
    }
}
