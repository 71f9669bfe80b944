package dev.sluice.evolution;

import org.apache.avro.Schema;

/**
 * A released version of a type and what it is to become.
 *
 * @param isLast whether it is the last version
 */
record Change(Schema released, int version, boolean isLast, Schema declared) {}
