package dev.sluice.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * A sampler of spans without a parent. The span of a batch is sampled if any record that it links is sampled. Requests
 * that Sluice sends on its own behalf, such as periodic queries, are dropped. The other spans are sampled at a ratio.
 *
 * <p>{@code parentbased_traceidratio} would also sample batches at the ratio, and Sluice's own requests. No sampler
 * that OpenTelemetry can configure considers links (SDK of Quarkus 3.33.2). Look again after Quarkus 3.33.
 */
final class RootSampler implements Sampler {

    private final Sampler byRatio;

    RootSampler(double ratio) {
        this.byRatio = Sampler.traceIdRatioBased(ratio);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        if (!links.isEmpty()) {
            boolean isAnyLinkSampled =
                    links.stream().anyMatch(link -> link.getSpanContext().isSampled());
            return SamplingResult.create(isAnyLinkSampled ? SamplingDecision.RECORD_AND_SAMPLE : SamplingDecision.DROP);
        }
        return kind == SpanKind.CLIENT
                ? SamplingResult.create(SamplingDecision.DROP)
                : byRatio.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "RootSampler{" + byRatio.getDescription() + "}";
    }

    /** The sampler of all spans. Spans with a parent follow the decision of the parent. */
    static class Beans {

        @Produces
        @Singleton
        Sampler sampler(TracesConfig config) {
            return Sampler.parentBased(new RootSampler(config.ratio()));
        }
    }
}
