/** Consumer groups: list, describe and measure their lag, and reset their offsets. */
@NullMarked
package dev.sluice.admin.group;

import org.jspecify.annotations.NullMarked;
