/** Plain Kafka clients, for what channels cannot do: transactions whose outcome is known, and producers that are replaced. */
@NullMarked
package dev.sluice.kafka;

import org.jspecify.annotations.NullMarked;
