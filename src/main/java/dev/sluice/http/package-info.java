/** Problem documents, parameters, body limits and graceful shutdown, shared by all endpoints. */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
