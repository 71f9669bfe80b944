/** Sluice starts only with a configuration that keeps what it promises. */
@NullMarked
package dev.sluice.safety;

import org.jspecify.annotations.NullMarked;
