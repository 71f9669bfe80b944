/** Plain Kafka clients, transactions with a known outcome, the admin client, positions and offsets. */
@NullMarked
package dev.sluice.kafka;

import org.jspecify.annotations.NullMarked;
