/** Tests of Dockerfiles and workflows. */
@NullMarked
package dev.sluice.release;

import org.jspecify.annotations.NullMarked;
