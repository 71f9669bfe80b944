package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which roles a process may have. */
class ActiveComponentsTest {

    @Test
    void aTaskIsAlone() {
        assertThat(new ActiveComponents(Set.of("task")).has(Component.TASK)).isTrue();
        assertThatThrownBy(() -> new ActiveComponents(Set.of("task", "ingress")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a process of its own");
    }
}
