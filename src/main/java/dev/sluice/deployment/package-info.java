/**
 * Build time only, in Quarkus's sense of the word: the build step that makes the catalogue of event types, and the Dev
 * Services. Nothing of it runs in a packaged application.
 */
@NullMarked
package dev.sluice.deployment;

import org.jspecify.annotations.NullMarked;
