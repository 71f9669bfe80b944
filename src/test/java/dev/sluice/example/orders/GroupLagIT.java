package dev.sluice.example.orders;

import dev.sluice.admin.group.GroupLagTest;
import dev.sluice.testing.TestLanes;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

/** The groups exist only in an application with event types. */
@QuarkusIntegrationTest
@Tag(TestLanes.NATIVE)
class GroupLagIT extends GroupLagTest {}
