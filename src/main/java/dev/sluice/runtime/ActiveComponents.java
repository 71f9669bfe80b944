package dev.sluice.runtime;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The components that run in this process, as configured by {@code sluice.roles}. */
@Singleton
public class ActiveComponents {

    private final Set<String> active;

    /** @throws ConfigurationException if a name is unknown, or if {@code task} is combined with another component */
    ActiveComponents(@ConfigProperty(name = ComponentSwitches.ROLES) Set<String> roles) {
        this.active = ComponentSwitches.names(String.join(",", roles));
        List<String> known =
                Arrays.stream(Component.values()).map(Component::configured).toList();
        Set<String> unknown = new TreeSet<>(this.active);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("sluice.roles contains unknown components: %s (known components: %s)"
                    .formatted(String.join(", ", unknown), String.join(", ", known)));
        }
        if (has(Component.TASK) && this.active.size() > 1) {
            throw new ConfigurationException(
                    "sluice.roles combines task with other components: a task needs its own process");
        }
    }

    /** Returns whether a component runs in this process. */
    public boolean has(Component component) {
        return active.contains(component.configured());
    }

    /** Returns whether this process serves clients: whether it opens the HTTP port. */
    public boolean serveHttp() {
        return Component.withEndpoints().anyMatch(this::has);
    }
}
