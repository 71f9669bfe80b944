package dev.sluice.http;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An error of a request's header.
 *
 * @param header the name of the header
 * @param detail the error, as a predicate such as "is required"; does not quote the value
 */
@RegisterForReflection
public record HeaderError(String header, String detail) {}
