package dev.sluice.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which roles a process may have. */
class ActiveRolesTest {

    @Test
    void aTaskIsAlone() {
        assertThat(new ActiveRoles(Set.of("task")).has(Role.TASK)).isTrue();
        assertThatThrownBy(() -> new ActiveRoles(Set.of("task", "ingress")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a process of its own");
    }
}
