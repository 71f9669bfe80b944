/**
 * Build time only, in Quarkus's sense of the word: the build steps that make the catalogue of event types, and that change
 * what Quarkus and Vert.x have no option for; and the Dev Services. Nothing of it runs in a packaged application.
 */
@NullMarked
package dev.sluice.deployment;

import org.jspecify.annotations.NullMarked;
