/**
 * CloudEvents 1.0.2: attributes, the JSON event format and its batches, and the headers of HTTP's binary content mode. Knows
 * neither event types nor publishing.
 *
 * <p>Parses with Jackson, because the Java SDK (io.cloudevents 4.0.1) reads decimals as doubles, accepts duplicate members,
 * reports only the first fault, and needs Jackson anyway.
 */
@NullMarked
package dev.sluice.cloudevents;

import org.jspecify.annotations.NullMarked;
