/** What several tests use: a reader of Kafka that knows nothing of Sluice, and calls to the API. */
package dev.sluice.testing;
