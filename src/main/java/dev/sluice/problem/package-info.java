/** What the problem documents of all parts of the API have in common. */
@NullMarked
package dev.sluice.problem;

import org.jspecify.annotations.NullMarked;
