/** Topics: their declarations, drift, reconciliation by the init process, and REST API. */
@NullMarked
package dev.sluice.admin.topic;

import org.jspecify.annotations.NullMarked;
