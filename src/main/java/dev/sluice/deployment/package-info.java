/** Build-time code: Quarkus build steps and Dev Services. Nothing of it runs in the packaged application. */
@NullMarked
package dev.sluice.deployment;

import org.jspecify.annotations.NullMarked;
