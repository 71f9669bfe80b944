package dev.sluice.bench;

/**
 * One measurement of one way to publish.
 *
 * @param p50 microseconds from request to answer; 0 where there is no request for each event
 * @param p99 likewise
 * @param cpuMicros of the service's process, for each event
 */
record Sample(double eventsPerSecond, long p50, long p99, double cpuMicros) {}
