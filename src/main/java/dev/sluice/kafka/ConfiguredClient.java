package dev.sluice.kafka;

import static java.util.function.Predicate.not;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * The configuration of a Kafka client: a channel's client or a plain one.
 *
 * @param kind consumer or producer
 * @param isChannel whether the client belongs to a channel, for which SmallRye has its own defaults
 * @param prefix prefix of the client's own keys
 */
record ConfiguredClient(Kind kind, boolean isChannel, String prefix, Config config) {

    private static final Pattern CHANNEL = Pattern.compile("(mp\\.messaging\\.(incoming|outgoing)\\..+\\.)connector");
    private static final Pattern PLAIN = Pattern.compile("(sluice\\..+\\.(consumer|producer)\\.).+");

    enum Kind {
        CONSUMER,
        PRODUCER
    }

    /** A setting and the key that sets it. */
    record Setting(String key, String value) {}

    /** Returns all clients that the configuration has settings for, enabled or not. */
    static Stream<ConfiguredClient> in(Config config) {
        Set<String> names = new TreeSet<>();
        config.getPropertyNames().forEach(names::add);
        return Stream.concat(
                        names.stream()
                                .map(CHANNEL::matcher)
                                .filter(Matcher::matches)
                                .filter(channel -> config.getOptionalValue(channel.group(), String.class)
                                        .filter("smallrye-kafka"::equals)
                                        .isPresent())
                                .map(channel -> new ConfiguredClient(
                                        channel.group(2).equals("incoming") ? Kind.CONSUMER : Kind.PRODUCER,
                                        true,
                                        channel.group(1),
                                        config)),
                        names.stream()
                                .map(PLAIN::matcher)
                                .filter(Matcher::matches)
                                .map(plain -> new ConfiguredClient(
                                        plain.group(2).equals("consumer") ? Kind.CONSUMER : Kind.PRODUCER,
                                        false,
                                        plain.group(1),
                                        config)))
                .distinct();
    }

    /** Returns the client's own setting, or else the one of all channels, or else the one of all Kafka clients. */
    Optional<Setting> setting(String name) {
        return Stream.of(prefix + '"' + name + '"', prefix + name, KafkaClients.CONNECTOR + name, "kafka." + name)
                .flatMap(key -> config
                        .getOptionalValue(key, String.class)
                        .map(String::strip)
                        .filter(not(String::isEmpty))
                        .map(value -> new Setting(key, value))
                        .stream())
                .findFirst();
    }
}
