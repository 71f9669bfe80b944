/** Topics as declarations: made in dev and test and by the init process, verified in production, described over REST. */
@NullMarked
package dev.sluice.operations.topic;

import org.jspecify.annotations.NullMarked;
