package dev.sluice.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Decides about the spans that have no parent. A batch is recorded if one of the records that it links is. What Sluice asks of
 * other servers for itself, such as the time of the next look into a table, is not. The rest is by chance.
 *
 * <p>{@code parentbased_traceidratio} would draw lots for batches too, and record what Sluice asks for itself: no sampler that
 * OpenTelemetry configures (SDK of Quarkus 3.33.2) looks at links. Look again after Quarkus 3.33.
 */
final class RootSampler implements Sampler {

    private final Sampler chance;

    RootSampler(double ratio) {
        this.chance = Sampler.traceIdRatioBased(ratio);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        if (!links.isEmpty()) {
            boolean isLinkRecorded =
                    links.stream().anyMatch(link -> link.getSpanContext().isSampled());
            return SamplingResult.create(isLinkRecorded ? SamplingDecision.RECORD_AND_SAMPLE : SamplingDecision.DROP);
        }
        return kind == SpanKind.CLIENT
                ? SamplingResult.create(SamplingDecision.DROP)
                : chance.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "RootSampler{" + chance.getDescription() + "}";
    }
}
