package dev.sluice.operations;

import dev.sluice.testing.Lanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag(Lanes.NATIVE)
class OperationsIT extends OperationsTest {}
