/** OpenTelemetry spans of plain Kafka clients, sampling, and trace fields of log lines. */
@NullMarked
package dev.sluice.tracing;

import org.jspecify.annotations.NullMarked;
