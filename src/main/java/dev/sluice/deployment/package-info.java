/** Build time only: build steps of Quarkus and the Dev Services. */
@NullMarked
package dev.sluice.deployment;

import org.jspecify.annotations.NullMarked;
