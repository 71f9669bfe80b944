/** Helpers of several tests: a client of the API, fixtures, waits, and a reader of Kafka that knows nothing of Sluice. */
package dev.sluice.testing;
