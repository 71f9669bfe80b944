/** Consumer groups of the cluster: where they stand, how far behind they are, and how they are set back. */
@NullMarked
package dev.sluice.operations.group;

import org.jspecify.annotations.NullMarked;
