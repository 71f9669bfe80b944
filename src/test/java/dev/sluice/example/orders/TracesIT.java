package dev.sluice.example.orders;

import static dev.sluice.testing.TraceCollector.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Domain;
import dev.sluice.testing.TestLanes;
import dev.sluice.testing.TraceCollector;
import dev.sluice.tracing.TracesAcceptanceTest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
@WithTestResource(TraceCollector.class)
class TracesIT extends TracesAcceptanceTest {

    @Override
    protected Domain domain() {
        return Orders.DOMAIN;
    }

    @Test
    void spansOfOrderQueryContainNoKeysOrQueries() {
        // When
        client("01").get("/orders?customerId=" + key).statusCode(200);

        // Then
        Span query = span("GET /orders");
        assertThat(attribute(query, "url.query")).isEqualTo("REDACTED");
        assertThat(collector.spans()).noneMatch(span -> span.toString().contains(key));
    }
}
