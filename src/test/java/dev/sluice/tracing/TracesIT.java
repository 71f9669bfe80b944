package dev.sluice.tracing;

import dev.sluice.testing.TraceCollector;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
@WithTestResource(TraceCollector.class)
class TracesIT extends TracesTest {}
