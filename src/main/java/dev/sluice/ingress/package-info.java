/** Publishing over REST, and the catalogue of event types that clients can publish. */
@NullMarked
package dev.sluice.ingress;

import org.jspecify.annotations.NullMarked;
