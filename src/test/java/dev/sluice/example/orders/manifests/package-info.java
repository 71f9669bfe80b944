/**
 * Compares the manifests in deploy/ and docker-compose.yml with the application and its example: names, ports, topics, groups,
 * ACLs and configuration keys. No test runs a container.
 */
package dev.sluice.example.orders.manifests;
