/** JSON to Avro and back, without trees between, and the JSON Schema that says what is accepted. */
@NullMarked
package dev.sluice.schema.json;

import org.jspecify.annotations.NullMarked;
