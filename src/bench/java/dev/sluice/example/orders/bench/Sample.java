package dev.sluice.example.orders.bench;

/**
 * A measurement of one way to publish.
 *
 * @param p50 median latency of a request in microseconds; 0 if events have no requests of their own
 * @param p99 99th percentile of the latency in microseconds; 0 likewise
 * @param cpuMicros CPU time of the service per event in microseconds
 */
record Sample(double eventsPerSecond, long p50, long p99, double cpuMicros) {}
