package dev.sluice.runtime;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The roles of this process. */
@Singleton
public class ActiveComponents {

    private final Set<String> roles;

    /** @throws ConfigurationException if there is none, or one that is not known, or a task that is not alone */
    ActiveComponents(@ConfigProperty(name = ComponentSwitches.ROLES) Set<String> roles) {
        this.roles = ComponentSwitches.names(String.join(",", roles));
        List<String> known =
                Arrays.stream(Component.values()).map(Component::configured).toList();
        Set<String> unknown = new TreeSet<>(this.roles);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ConfigurationException("sluice.roles has %s: there are the roles %s"
                    .formatted(String.join(", ", unknown), String.join(", ", known)));
        }
        if (has(Component.TASK) && this.roles.size() > 1) {
            throw new ConfigurationException(
                    "sluice.roles has task and others: a task is a process of its own, which ends");
        }
    }

    public boolean has(Component role) {
        return roles.contains(role.configured());
    }
}
