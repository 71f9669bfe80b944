package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveComponentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ingress               | true
            query                 | true
            admin                 | true
            processing,Query      | true
            processing,projection | false
            task                  | false
            """)
    void serveHttpIfOneOfThemHasEndpoints(String roles, boolean serveHttp) {
        assertThat(new ActiveComponents(Set.of(roles.split(","))).serveHttp()).isEqualTo(serveHttp);
    }

    @Test
    void rejectsUnknownComponents() {
        assertThatThrownBy(() -> new ActiveComponents(Set.of("admin", "http")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("unknown components: http (known components:"
                        + " ingress, processing, projection, query, admin, task)");
    }

    @Test
    void rejectsTaskWithOtherComponents() {
        assertThat(new ActiveComponents(Set.of("task")).has(Component.TASK)).isTrue();
        assertThatThrownBy(() -> new ActiveComponents(Set.of("task", "ingress")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs its own process");
    }
}
