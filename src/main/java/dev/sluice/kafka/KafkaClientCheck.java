package dev.sluice.kafka;

import static dev.sluice.kafka.ConfiguredClient.Kind.CONSUMER;
import static dev.sluice.kafka.ConfiguredClient.Kind.PRODUCER;

import dev.sluice.kafka.ConfiguredClient.Setting;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Rejects settings with which a Kafka client loses or duplicates events, or exposes its password. */
@Singleton
class KafkaClientCheck implements StartupCheck {

    private static final List<Rule> RULES = List.of(
            new Rule(
                    PRODUCER,
                    "acks",
                    Set.of("all", "-1"),
                    "1",
                    "all",
                    "acknowledged events are lost if one broker fails; set it to all"),
            new Rule(
                    PRODUCER,
                    "enable.idempotence",
                    Set.of("true"),
                    "true",
                    "true",
                    "retries can duplicate or reorder events; set it to true"),
            new Rule(
                    CONSUMER,
                    "isolation.level",
                    Set.of("read_committed"),
                    "read_uncommitted",
                    "read_uncommitted",
                    "events of aborted transactions are read; set it to read_committed"),
            new Rule(
                    CONSUMER,
                    "enable.auto.commit",
                    Set.of("false"),
                    "false",
                    "true",
                    "offsets of unprocessed events are committed, so a crash loses these events; set it to false"),
            new Rule(
                    CONSUMER,
                    "auto.offset.reset",
                    Set.of("earliest"),
                    "latest",
                    "latest",
                    "events that were published before the group's first read are skipped; set it to earliest"));

    /** Mechanisms that send the secret itself. */
    private static final Set<String> CLEARTEXT_MECHANISMS = Set.of("PLAIN", "OAUTHBEARER");

    private static final String HOSTNAME_VERIFICATION = "ssl.endpoint.identification.algorithm";

    private static final Pattern LOCAL_ADDRESS = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1]):\\d+");

    private static final int MAX_TRANSACTION_MILLIS = 60_000;

    private final Config config;

    KafkaClientCheck(Config config) {
        this.config = config;
    }

    /**
     * A rule for one setting.
     *
     * @param safe values with which no events are lost or duplicated
     * @param channelDefault default of a channel
     * @param plainDefault default of Kafka's own client
     * @param consequence consequence of any other value, and the value to set
     */
    private record Rule(
            ConfiguredClient.Kind kind,
            String setting,
            Set<String> safe,
            String channelDefault,
            String plainDefault,
            String consequence) {

        Optional<Finding> check(ConfiguredClient client) {
            Setting actual = client.setting(setting)
                    .orElseGet(() ->
                            new Setting(client.prefix() + setting, client.isChannel() ? channelDefault : plainDefault));
            return client.kind() != kind || safe.contains(actual.value())
                    ? Optional.empty()
                    : Optional.of(new Violation(actual.key() + " is " + actual.value() + ": " + consequence));
        }
    }

    @Override
    public Stream<Finding> findings() {
        return ConfiguredClient.in(config).flatMap(client -> Stream.of(
                        RULES.stream().flatMap(rule -> rule.check(client).stream()),
                        password(client).stream(),
                        hostname(client).stream(),
                        transaction(client).stream())
                .flatMap(found -> found));
    }

    private static Optional<Finding> password(ConfiguredClient client) {
        return client.setting("security.protocol")
                .filter(protocol -> protocol.value().equals("SASL_PLAINTEXT"))
                .map(protocol -> sendsSecret(client) && !isLocal(client)
                        ? new Violation(protocol.key()
                                + " is SASL_PLAINTEXT, and the mechanism sends the secret unencrypted: anyone with access to"
                                + " the network can read it; set it to SASL_SSL, or the mechanism to SCRAM-SHA-512")
                        : new Warning(protocol.key()
                                + " is SASL_PLAINTEXT: anyone with access to the network can read all events"));
    }

    /**
     * Returns a finding if an encrypted connection does not verify the name of the broker. Quarkus passes an empty value of this key
     * to Kafka, for which it means no verification; an empty value of any other key is absent.
     */
    private Optional<Finding> hostname(ConfiguredClient client) {
        return client.setting("security.protocol")
                .filter(protocol -> protocol.value().endsWith("SSL"))
                .filter(protocol -> client.setting(HOSTNAME_VERIFICATION).isEmpty() && isHostnameVerificationEmpty())
                .map(
                        protocol -> protocol.value().startsWith("SASL") && sendsSecret(client) && !isLocal(client)
                                ? new Violation("kafka." + HOSTNAME_VERIFICATION
                                        + " is empty, and the mechanism sends the secret: a server with any trusted certificate can"
                                        + " impersonate a broker and read it; unset the key")
                                : new Warning(
                                        "kafka." + HOSTNAME_VERIFICATION
                                                + " is empty: a server with any trusted certificate can impersonate a broker; unset the key"));
    }

    private boolean isHostnameVerificationEmpty() {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name ->
                        name.toLowerCase(Locale.ROOT).replace('_', '.').equals("kafka." + HOSTNAME_VERIFICATION))
                .anyMatch(name -> config.getOptionalValue(name, String.class).isEmpty());
    }

    private static boolean sendsSecret(ConfiguredClient client) {
        return client.setting("sasl.mechanism")
                .filter(mechanism -> CLEARTEXT_MECHANISMS.contains(mechanism.value()))
                .isPresent();
    }

    /** Returns whether all brokers are on this machine, such as a proxy that encrypts. */
    private static boolean isLocal(ConfiguredClient client) {
        return client.setting("bootstrap.servers")
                .filter(servers -> Arrays.stream(servers.value().split(","))
                        .allMatch(
                                server -> LOCAL_ADDRESS.matcher(server.strip()).matches()))
                .isPresent();
    }

    private static Optional<Finding> transaction(ConfiguredClient client) {
        return client.setting("transaction.timeout.ms")
                .filter(limit -> client.kind() == PRODUCER)
                .filter(limit -> Long.parseLong(limit.value()) > MAX_TRANSACTION_MILLIS)
                .map(limit -> new Warning(limit.key() + " is " + limit.value()
                        + ": after a crash, consumers wait that long for the open transaction"));
    }
}
