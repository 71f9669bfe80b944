package dev.sluice.testing;

import static java.util.stream.Collectors.joining;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** A broker's listener for clients that speak TLS and have a user's name and password. */
public final class SecuredListener {

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String PASSWORD = "s3cret";

    private final Endpoint endpoint =
            EmbeddedKafkaBroker.endpoint(SecurityProtocol.SASL_SSL, "localhost", Ports.free());
    private final Path keyStore = KeyStores.ofLocalhost();

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Adds to the broker's properties what it needs for this listener and its users. */
    public void configure(Map<Object, Object> broker, Collection<String> users) {
        broker.put("ssl.keystore.location", keyStore.toString());
        broker.put("ssl.keystore.password", KeyStores.PASSWORD);
        broker.put("ssl.key.password", KeyStores.PASSWORD);
        broker.put("listener.name.sasl_ssl.sasl.enabled.mechanisms", "PLAIN");
        broker.put(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                users.stream()
                        .map(user -> " user_" + user + "=\"" + PASSWORD + "\"")
                        .collect(joining("", PLAIN, ";")));
    }

    /** How Sluice connects as a user. */
    public Map<String, String> settings(String user) {
        return Map.of(
                "kafka.bootstrap.servers",
                endpoint.host() + ":" + endpoint.port(),
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                "PLAIN",
                "kafka.sasl.jaas.config",
                PLAIN + " username=\"" + user + "\" password=\"" + PASSWORD + "\";",
                "kafka.ssl.truststore.location",
                keyStore.toString(),
                "kafka.ssl.truststore.password",
                KeyStores.PASSWORD);
    }
}
