/** The rules of event types, which the build and the start check. */
@NullMarked
package dev.sluice.declaration;

import org.jspecify.annotations.NullMarked;
