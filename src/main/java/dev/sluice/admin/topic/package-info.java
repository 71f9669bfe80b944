/** Topics: their declarations, drift from them, creation by the init process, and the REST API. */
@NullMarked
package dev.sluice.admin.topic;

import org.jspecify.annotations.NullMarked;
