package dev.sluice.testing;

import static dev.sluice.testing.Waits.await;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** A broker's listener like Strimzi's: TLS, with a PEM certificate for clients, and SCRAM-SHA-512 authentication. */
public final class SecuredListener {

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String PASSWORD = "s3cret";

    private final Endpoint endpoint =
            EmbeddedKafkaBroker.endpoint(SecurityProtocol.SASL_SSL, "localhost", Ports.free());
    private final Path keyStore = KeyStores.forLocalhost();
    private final Path certificate = KeyStores.certificate(keyStore);

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Adds the properties of this listener to a broker's. */
    public void configure(Map<Object, Object> broker) {
        broker.put("ssl.keystore.location", keyStore.toString());
        broker.put("ssl.keystore.password", KeyStores.PASSWORD);
        broker.put("ssl.key.password", KeyStores.PASSWORD);
        broker.put("listener.name.sasl_ssl.sasl.enabled.mechanisms", MECHANISM);
        broker.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", LOGIN + ";");
    }

    /** Creates users and waits until each can connect. */
    public void addUsers(Admin admin, Collection<String> users) {
        admin.alterUserScramCredentials(users.stream()
                .<UserScramCredentialAlteration>map(user -> new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD))
                .toList());
        users.forEach(user -> await(user).ignoreExceptions().until(() -> canConnect(user)));
    }

    private boolean canConnect(String user) throws Exception {
        try (Admin admin = admin(user)) {
            return !admin.describeCluster().clusterId().get().isEmpty();
        }
    }

    /** Returns a client that connects as a user. The caller closes it. */
    public Admin admin(String user) {
        Map<String, Object> client = new HashMap<>();
        settings(user).forEach((key, value) -> client.put(key.substring("kafka.".length()), value));
        return Admin.create(client);
    }

    /** Returns the settings with which Sluice connects as a user. */
    public Map<String, String> settings(String user) {
        return Map.of(
                "kafka.bootstrap.servers",
                endpoint.host() + ":" + endpoint.port(),
                "kafka.security.protocol",
                "SASL_SSL",
                "kafka.sasl.mechanism",
                MECHANISM,
                "kafka.sasl.jaas.config",
                LOGIN + " username=\"" + user + "\" password=\"" + PASSWORD + "\";",
                "kafka.ssl.truststore.type",
                "PEM",
                "kafka.ssl.truststore.location",
                certificate.toString());
    }
}
