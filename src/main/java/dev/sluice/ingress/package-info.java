/** Publishing over HTTP: single events, the catalogue of event types, and everything that all ways of publishing share. */
@NullMarked
package dev.sluice.ingress;

import org.jspecify.annotations.NullMarked;
