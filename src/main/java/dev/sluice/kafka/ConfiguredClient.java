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
 * A Kafka client as the configuration describes it: one of a channel, or a plain one.
 *
 * @param kind what it is
 * @param isChannel whether SmallRye makes it, which has defaults of its own
 * @param prefix what the keys begin with that are its own
 */
record ConfiguredClient(Kind kind, boolean isChannel, String prefix, Config config) {

    private static final Pattern CHANNEL = Pattern.compile("(mp\\.messaging\\.(incoming|outgoing)\\..+\\.)connector");
    private static final Pattern PLAIN = Pattern.compile("(sluice\\..+\\.(consumer|producer)\\.).+");

    enum Kind {
        CONSUMER,
        PRODUCER
    }

    /** A setting, and the key that it stands under. */
    record Setting(String key, String value) {}

    /** All that the configuration has settings for, switched on or not. */
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

    /** What holds for it: its own setting, or that of all channels, or that of all that talks to Kafka. */
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
