/** Schemas: the registry's client, Kafka's serializer and deserializer on Confluent's wire format, and JSON to Avro. */
@NullMarked
package dev.sluice.schema;

import org.jspecify.annotations.NullMarked;
