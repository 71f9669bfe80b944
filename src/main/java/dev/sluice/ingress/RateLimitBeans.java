package dev.sluice.ingress;

import dev.sluice.security.RateLimit;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The limit of the events per second that one caller publishes. */
class RateLimitBeans {

    @Produces
    @Singleton
    RateLimit rateLimit(IngressConfig config) {
        return new RateLimit(config.maxClientRate(), config.maxBatchEvents());
    }
}
