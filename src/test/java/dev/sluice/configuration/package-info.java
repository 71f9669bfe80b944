/** Holds docs/configuration.md to the code. */
@NullMarked
package dev.sluice.configuration;

import org.jspecify.annotations.NullMarked;
