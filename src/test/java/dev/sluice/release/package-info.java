/** What builds and publishes a release. */
@NullMarked
package dev.sluice.release;

import org.jspecify.annotations.NullMarked;
