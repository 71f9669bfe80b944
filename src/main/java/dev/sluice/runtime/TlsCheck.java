package dev.sluice.runtime;

import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rejects TLS configurations that do not verify the server, the default one and named ones. Any client can use one by its name, so
 * all of them are checked.
 */
@Singleton
class TlsCheck implements StartupCheck {

    private static final String CONSEQUENCE =
            ": an attacker on the network path can impersonate the servers that it is used for, such as the identity"
                    + " provider, and issue tokens or read secrets; unset it";

    private final TlsConfig config;

    TlsCheck(TlsConfig config) {
        this.config = config;
    }

    @Override
    public Stream<Finding> findings() {
        // The map has the default configuration too, under a name that no key has.
        return Stream.concat(
                config.defaultCertificateConfig().stream().flatMap(bucket -> findings("quarkus.tls.", bucket)),
                config.namedCertificateConfig().entrySet().stream()
                        .filter(named -> !named.getKey().equals(TlsConfig.DEFAULT_NAME))
                        .flatMap(TlsCheck::findings));
    }

    private static Stream<Finding> findings(Map.Entry<String, TlsBucketConfig> named) {
        return findings("quarkus.tls." + named.getKey() + ".", named.getValue());
    }

    private static Stream<Finding> findings(String prefix, TlsBucketConfig bucket) {
        Optional<Finding> trustAll = bucket.trustAll()
                ? Optional.of(new Violation(prefix + "trust-all is true" + CONSEQUENCE
                        + ", and add the certificates to " + prefix + "trust-store"))
                : Optional.empty();
        Optional<Finding> anyHost = bucket.hostnameVerificationAlgorithm()
                .filter("NONE"::equalsIgnoreCase)
                .map(none -> new Violation(prefix + "hostname-verification-algorithm is " + none + CONSEQUENCE));
        return Stream.concat(trustAll.stream(), anyHost.stream());
    }
}
