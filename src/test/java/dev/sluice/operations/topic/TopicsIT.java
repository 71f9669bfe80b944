package dev.sluice.operations.topic;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TopicsIT extends TopicsTest {}
