package dev.sluice.tracing;

import dev.sluice.testing.TestLanes;
import dev.sluice.testing.TraceCollector;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
@WithTestResource(TraceCollector.class)
class TracesIT extends TracesTest {}
