/** Publishing of CloudEvents: their attributes become the type, id and headers of events. */
@NullMarked
package dev.sluice.ingress.cloudevents;

import org.jspecify.annotations.NullMarked;
