package dev.sluice.database;

import dev.sluice.runtime.StartupCheck;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/** Reports connections to PostgreSQL that do not verify the server, for both drivers. Addresses may contain a password. */
@Singleton
class DatabaseCheck implements StartupCheck {

    private static final String REACTIVE = "quarkus.datasource.reactive.";
    private static final String TRUST_ALL = REACTIVE + "trust-all";
    private static final Set<String> VERIFYING = Set.of("verify-full", "verify-ca");
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]", "");
    private static final Pattern HOSTS = Pattern.compile("//(?:[^@/?]*@)?([^/?]*)");
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=([^&]*)");
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    private final Config config;

    DatabaseCheck(Config config) {
        this.config = config;
    }

    @Override
    public Stream<Finding> findings() {
        boolean trustsAll = config.getOptionalValue(TRUST_ALL, Boolean.class).orElse(false);
        return Stream.of(REACTIVE + "url", "quarkus.datasource.jdbc.url")
                .flatMap(key -> config
                        .getOptionalValue(key, String.class)
                        .flatMap(url -> finding(key, url, trustsAll && key.startsWith(REACTIVE)))
                        .stream());
    }

    private Optional<Finding> finding(String key, String url, boolean trustsAll) {
        Optional<String> mode = sslMode(key, url);
        boolean verifies = mode.filter(VERIFYING::contains).isPresent();
        if (verifies && trustsAll) {
            return Optional.of(new Violation(TRUST_ALL
                    + " is true, so sslmode=" + mode.get() + " verifies nothing: an attacker on the network path can"
                    + " impersonate PostgreSQL; unset it, and set " + REACTIVE + "trust-certificate-pem"));
        }
        if (verifies || isLocal(url)) {
            return Optional.empty();
        }
        return Optional.of(
                new Warning(key + mode.map(value -> " has sslmode=" + value).orElse(" has no sslmode")
                        + ": an attacker on the network path can impersonate PostgreSQL; set sslmode=verify-full"));
    }

    private Optional<String> sslMode(String key, String url) {
        Matcher mode = SSL_MODE.matcher(url);
        Optional<String> own = mode.find() ? Optional.of(mode.group(1)) : Optional.empty();
        return own.or(() -> key.startsWith(REACTIVE)
                        ? config.getOptionalValue(REACTIVE + "postgresql.ssl-mode", String.class)
                        : config.getOptionalValue(
                                "quarkus.datasource.jdbc.additional-jdbc-properties.sslmode", String.class))
                .map(value -> value.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Returns whether all servers are on this machine, such as a proxy that encrypts. */
    private static boolean isLocal(String url) {
        Matcher hosts = HOSTS.matcher(url);
        return !hosts.find()
                || Arrays.stream(hosts.group(1).split(",", -1))
                        .allMatch(host ->
                                LOCAL_HOSTS.contains(PORT.matcher(host.strip()).replaceFirst("")));
    }
}
