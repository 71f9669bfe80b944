/** The PostgreSQL database that features share: migration, connections, readiness. */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
