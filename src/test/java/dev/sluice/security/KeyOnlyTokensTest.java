package dev.sluice.security;

import dev.sluice.testing.TightLimits;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same tokens, verified with a key of the configuration. */
@QuarkusTest
@TestProfile(TightLimits.class)
class KeyOnlyTokensTest extends RejectedTokensTest {}
