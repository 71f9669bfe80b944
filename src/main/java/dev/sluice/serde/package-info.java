/** Kafka serializer and deserializer for Avro in Confluent's wire format. */
@NullMarked
package dev.sluice.serde;

import org.jspecify.annotations.NullMarked;
