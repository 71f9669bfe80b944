package dev.sluice.deployment;

import io.quarkus.deployment.builditem.Startable;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A server that Sluice talks to.
 *
 * @param port 0 for a free one
 * @param addressKey the configuration key that says where it is
 * @param configuration what the application is told, by its keys, as functions of the address
 */
record DevServer(
        String name,
        String description,
        int port,
        Supplier<Startable> startable,
        String addressKey,
        Map<String, UnaryOperator<String>> configuration) {

    /** What stays equal for as long as the running server can be kept. */
    String identity() {
        return name + ":" + port;
    }
}
