/**
 * Compares the manifests in deploy/ and docker-compose.yml with the application: names, ports, topics, groups, ACLs and
 * configuration keys. No test runs a container.
 */
package dev.sluice.manifests;
