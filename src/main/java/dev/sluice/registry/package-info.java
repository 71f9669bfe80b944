/** The schema registry: client, schema ids of the event types, registration by the init process. */
@NullMarked
package dev.sluice.registry;

import org.jspecify.annotations.NullMarked;
