/**
 * Traces of what becomes of an event, by OpenTelemetry and W3C's trace context. HTTP, SmallRye's channels and PostgreSQL are
 * traced by the extension; what stands here is for the plain Kafka clients, and for what all spans have to keep to.
 */
@NullMarked
package dev.sluice.tracing;

import org.jspecify.annotations.NullMarked;
