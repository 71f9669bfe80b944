/**
 * The service, as processes, on three brokers, under load, while replicas and brokers are killed and stopped and their
 * connections are cut: what was acknowledged is counted afterwards. See docs/reliability.md.
 */
package dev.sluice.chaos;
