package dev.sluice.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * A profile with a {@link TokenIssuer} and {@link SecuredKafka}, in which only the group {@code payments} may publish a domain's
 * types {@code p*}. All tests of security share one application: Kafka registers its SCRAM classes once per JVM, so a second
 * application with its own class loader could not authenticate.
 */
public class SecuredApplication implements QuarkusTestProfile {

    private final Domain domain;

    public SecuredApplication() {
        this(Domain.PARCELS);
    }

    protected SecuredApplication(Domain domain) {
        this.domain = domain;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "sluice.security.publish-rights.\"" + domain.type("p*") + "\"",
                "payments",
                "sluice.security.key-refresh-interval",
                "1s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(TokenIssuer.class), new TestResourceEntry(SecuredKafka.class));
    }
}
