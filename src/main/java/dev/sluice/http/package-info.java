/** What every endpoint shares: problem documents, parameters, body limits, drain. */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
