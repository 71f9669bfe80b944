package dev.sluice.testing;

import java.util.Map;

/**
 * The settings that a test resource returns to Quarkus. When the resource stops, Quarkus leaves them in the system properties and
 * passes those that begin with {@code quarkus.} to packages that it starts later, which would then connect to stopped servers.
 */
final class PublishedSettings {

    private Map<String, String> settings = Map.of();

    /** Stores and returns the settings that the resource passes to Quarkus. */
    Map<String, String> publish(Map<String, String> published) {
        settings = published;
        return settings;
    }

    /** Removes the settings from the system properties. Call this when the resource stops. */
    void clear() {
        settings.keySet().forEach(System::clearProperty);
    }
}
