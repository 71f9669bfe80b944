/** Tests of docs/configuration.md against the code. */
@NullMarked
package dev.sluice.configuration;

import org.jspecify.annotations.NullMarked;
