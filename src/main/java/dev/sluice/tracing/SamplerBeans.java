package dev.sluice.tracing;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The sampler of all spans: those with a parent are recorded as it is. */
class SamplerBeans {

    @Produces
    @Singleton
    Sampler sampler(TracesConfig config) {
        return Sampler.parentBased(new RootSampler(config.ratio()));
    }
}
