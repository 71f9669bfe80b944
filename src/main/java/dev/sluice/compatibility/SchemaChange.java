package dev.sluice.compatibility;

import org.apache.avro.Schema;

/**
 * A released version of a type and what it is to become.
 *
 * @param isLast whether it is the last version
 */
record SchemaChange(Schema released, int version, boolean isLast, Schema declared) {}
