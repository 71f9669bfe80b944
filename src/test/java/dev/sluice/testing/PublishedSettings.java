package dev.sluice.testing;

import java.util.Map;

/**
 * The settings of a test resource. Quarkus leaves them among the system's properties when the resource stops, and each package
 * that it starts later is given all of these that begin with {@code quarkus.}: it would look for servers that are gone.
 */
final class PublishedSettings {

    private Map<String, String> settings = Map.of();

    /** What the resource is to give Quarkus. */
    Map<String, String> publish(Map<String, String> published) {
        settings = published;
        return settings;
    }

    /** To be called when the resource stops. */
    void takeBack() {
        settings.keySet().forEach(System::clearProperty);
    }
}
