package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.TopicGate.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicGateTest {

    private final TopicGate gate = new TopicGate();
    private final List<String> events = new ArrayList<>();

    /** A send that is followed by another one while it runs, if that is given. */
    private TopicGate.Send send(String name, String... followers) {
        return new TopicGate.Send() {
            @Override
            public void run() {
                for (String follower : followers) {
                    assertThat(gate.enter(send(follower))).isEqualTo(Entry.WAIT);
                }
                events.add(name);
            }

            @Override
            public void refuse() {
                events.add("refused " + name);
            }
        };
    }

    @Test
    void runsSendsInTheirOrderEvenIfTheyArriveWhileItOpens() {
        // Given
        assertThat(gate.enter(send("1", "3"))).isEqualTo(Entry.FIRST);
        assertThat(gate.enter(send("2", "4"))).isEqualTo(Entry.WAIT);

        // When
        gate.open();

        // Then
        assertThat(events).containsExactly("1", "2", "3", "4");
        assertThat(gate.enter(send("5"))).isEqualTo(Entry.PASS);
    }

    @Test
    void looksUpAgainAfterRefusal() {
        // Given
        gate.enter(send("1"));
        gate.enter(send("2"));

        // When
        gate.refuse();

        // Then
        assertThat(events).containsExactly("refused 1", "refused 2");
        assertThat(gate.enter(send("3"))).isEqualTo(Entry.FIRST);
    }

    @Test
    void limitsWaitingSends() {
        for (int i = 0; i < 1000; i++) {
            assertThat(gate.enter(send("waits"))).isNotEqualTo(Entry.FULL);
        }

        assertThat(gate.enter(send("too many"))).isEqualTo(Entry.FULL);
    }
}
