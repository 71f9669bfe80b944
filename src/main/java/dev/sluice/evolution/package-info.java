/** What may become of a schema once it is released: checked when Sluice is built, by Maven and in dev mode. */
@NullMarked
package dev.sluice.evolution;

import org.jspecify.annotations.NullMarked;
