/** The PostgreSQL database that features share: its migration, its connections, and whether it is there at all. */
@NullMarked
package dev.sluice.database;

import org.jspecify.annotations.NullMarked;
