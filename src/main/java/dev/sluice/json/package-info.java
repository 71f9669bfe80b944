/** JSON to Avro and back without intermediate trees, and JSON Schema of the accepted input. */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
