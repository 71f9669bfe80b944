package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ActiveComponentsTest {

    @Test
    void rejectsTaskWithOtherComponents() {
        assertThat(new ActiveComponents(Set.of("task")).has(Component.TASK)).isTrue();
        assertThatThrownBy(() -> new ActiveComponents(Set.of("task", "ingress")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs its own process");
    }
}
