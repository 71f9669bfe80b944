/**
 * What is in deploy/ and docker-compose.yml, and whether it agrees with the application: names, ports, topics, groups and
 * configuration keys. Nothing is run in a container.
 */
package dev.sluice.manifests;
