/** Authentication, authorization by roles, and publish rights per event type. */
@NullMarked
package dev.sluice.security;

import org.jspecify.annotations.NullMarked;
