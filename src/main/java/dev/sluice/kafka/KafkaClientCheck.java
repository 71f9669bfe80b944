package dev.sluice.kafka;

import static dev.sluice.kafka.ConfiguredClient.Kind.CONSUMER;
import static dev.sluice.kafka.ConfiguredClient.Kind.PRODUCER;

import dev.sluice.kafka.ConfiguredClient.Setting;
import dev.sluice.runtime.Finding;
import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Holds the settings without which Kafka loses or doubles events, and Kafka's password, of each client. */
@Singleton
class KafkaClientCheck implements StartupCheck {

    private static final List<Rule> RULES = List.of(
            new Rule(
                    PRODUCER,
                    "acks",
                    Set.of("all", "-1"),
                    "1",
                    "all",
                    "an event that was acknowledged is lost with the broker that has it; set it to all"),
            new Rule(
                    PRODUCER,
                    "enable.idempotence",
                    Set.of("true"),
                    "true",
                    "true",
                    "what is sent again is written twice, or after what came later; set it to true"),
            new Rule(
                    CONSUMER,
                    "isolation.level",
                    Set.of("read_committed"),
                    "read_uncommitted",
                    "read_uncommitted",
                    "events of aborted transactions are taken for events; set it to read_committed"),
            new Rule(
                    CONSUMER,
                    "enable.auto.commit",
                    Set.of("false"),
                    "false",
                    "true",
                    "events count as done that are not, and are passed over after a crash; set it to false"),
            new Rule(
                    CONSUMER,
                    "auto.offset.reset",
                    Set.of("earliest"),
                    "latest",
                    "latest",
                    "what is published before a group first reads is passed over; set it to earliest"));

    /** Those that send a secret as it is. */
    private static final Set<String> BARE_MECHANISMS = Set.of("PLAIN", "OAUTHBEARER");

    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1]):\\d+");

    private static final int LONG_TRANSACTION_MILLIS = 60_000;

    private final Config config;

    KafkaClientCheck(Config config) {
        this.config = config;
    }

    /**
     * @param safe the values with which nothing is lost or doubled
     * @param channelDefault what a channel has if nothing is set
     * @param plainDefault what Kafka's own client has then
     * @param otherwise what happens with another value, and what to set
     */
    private record Rule(
            ConfiguredClient.Kind kind,
            String setting,
            Set<String> safe,
            String channelDefault,
            String plainDefault,
            String otherwise) {

        Optional<Finding> check(ConfiguredClient client) {
            Setting actual = client.setting(setting)
                    .orElseGet(() ->
                            new Setting(client.prefix() + setting, client.isChannel() ? channelDefault : plainDefault));
            return client.kind() != kind || safe.contains(actual.value())
                    ? Optional.empty()
                    : Optional.of(new Finding.Unsafe(actual.key() + " is " + actual.value() + ": " + otherwise));
        }
    }

    @Override
    public Stream<Finding> findings() {
        return ConfiguredClient.in(config).flatMap(client -> Stream.of(
                        RULES.stream().flatMap(rule -> rule.check(client).stream()),
                        password(client).stream(),
                        transaction(client).stream())
                .flatMap(found -> found));
    }

    private static Optional<Finding> password(ConfiguredClient client) {
        return client.setting("security.protocol")
                .filter(protocol -> protocol.value().equals("SASL_PLAINTEXT"))
                .map(protocol -> sendsSecret(client) && !isHere(client)
                        ? new Finding.Unsafe(protocol.key()
                                + " is SASL_PLAINTEXT, and the mechanism sends the secret as it is: whoever sees the network"
                                + " has it; set it to SASL_SSL, or the mechanism to SCRAM-SHA-512")
                        : new Finding.Doubtful(
                                protocol.key() + " is SASL_PLAINTEXT: whoever sees the network reads all events"));
    }

    private static boolean sendsSecret(ConfiguredClient client) {
        return client.setting("sasl.mechanism")
                .filter(mechanism -> BARE_MECHANISMS.contains(mechanism.value()))
                .isPresent();
    }

    /** Whether its brokers are on this machine, such as a proxy that encrypts. */
    private static boolean isHere(ConfiguredClient client) {
        return client.setting("bootstrap.servers")
                .filter(servers -> Arrays.stream(servers.value().split(","))
                        .allMatch(server -> THIS_MACHINE.matcher(server.strip()).matches()))
                .isPresent();
    }

    private static Optional<Finding> transaction(ConfiguredClient client) {
        return client.setting("transaction.timeout.ms")
                .filter(limit -> client.kind() == PRODUCER)
                .filter(limit -> Long.parseLong(limit.value()) > LONG_TRANSACTION_MILLIS)
                .map(limit -> new Finding.Doubtful(limit.key() + " is " + limit.value()
                        + ": readers wait so long for what an instance leaves open that crashes"));
    }
}
