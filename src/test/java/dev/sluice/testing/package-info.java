/** Shared test fixtures: a client of the API, events, waits, processes, and a reader of Kafka that uses none of Sluice's code. */
package dev.sluice.testing;
