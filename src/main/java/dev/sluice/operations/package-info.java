/** What the people on call need: topics, and health. */
@NullMarked
package dev.sluice.operations;

import org.jspecify.annotations.NullMarked;
