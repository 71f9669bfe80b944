/** Publishing by REST, and the catalogue that tells clients what they can publish. */
@NullMarked
package dev.sluice.ingress;

import org.jspecify.annotations.NullMarked;
