/** Schema compatibility with released versions, checked at build time and in dev mode. */
@NullMarked
package dev.sluice.compatibility;

import org.jspecify.annotations.NullMarked;
