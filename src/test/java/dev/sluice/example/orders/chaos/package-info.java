/**
 * Fault-injection tests in the style of Jepsen. A workload publishes to replicas of the package while faults kill, pause and
 * disconnect replicas, brokers, the registry and PostgreSQL. Checkers then compare the history with the log, and the log with the
 * projection's tables. See docs/reliability.md.
 */
package dev.sluice.example.orders.chaos;
