/** Who calls, and what they may do. */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
