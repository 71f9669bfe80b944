package dev.sluice.admin;

import static dev.sluice.testing.Waits.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.DeadLetterTopic;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.SluiceApi;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit log has a line for each operation of an operator, and no payload. */
@QuarkusTest
class AuditLogTest {

    private static final String PAYLOAD = "a-secret-of-the-sender";

    private final SluiceApi sluice = new SluiceApi();
    private final Logger audit = Logger.getLogger("dev.sluice.audit");
    private final Lines lines = new Lines();

    DevServicesContext devServices;
    DeadLetterTopic topic;

    @BeforeEach
    void newDeadLetters() {
        topic = new DeadLetterTopic(new DevServers(devServices).kafka(), "parcels");
        topic.add(2, i -> topic.redrivable(PAYLOAD));
        audit.addHandler(lines);
    }

    @AfterEach
    void removeHandler() {
        audit.removeHandler(lines);
    }

    private String letter(int offset) {
        return "/dead-letters/" + topic.name() + "/0/" + offset;
    }

    private static String line(String operation, String target, String outcome, int count) {
        return operation + " of " + target + " by anonymous from 127.0.0.1: " + outcome + ", count " + count;
    }

    @Test
    void recordsReadRedriveDiscardAndPurge() {
        // When
        sluice.get(letter(0)).statusCode(200);
        sluice.get(letter(9)).statusCode(404);
        sluice.post(letter(0) + "/redrive?dry-run=false").statusCode(200);
        sluice.post(letter(1) + "/discard").statusCode(200);
        sluice.post("/dead-letters/redrive?dry-run=false&topic=" + topic.name()).statusCode(200);
        sluice.post("/dead-letters/purge?dry-run=false&topic=" + topic.name()).statusCode(200);

        // Then
        String first = topic.name() + "-0-0";
        assertThat(lines.texts())
                .containsExactly(
                        line("dead-letter.read", first, "done", 1),
                        line("dead-letter.read", topic.name() + "-0-9", "failed: 404 Dead letter not found", 0),
                        line("dead-letter.redrive", first, "done", 1),
                        line("dead-letter.discard", topic.name() + "-0-1", "done", 1),
                        line("dead-letters.redrive", "topic=" + topic.name() + ", state=open", "complete", 0),
                        line("dead-letters.purge", topic.name(), "done", 2));
        assertThat(lines.fields.get(0))
                .containsAllEntriesOf(Map.of(
                        "operation",
                        "dead-letter.read",
                        "target",
                        first,
                        "caller",
                        "anonymous",
                        "address",
                        "127.0.0.1",
                        "outcome",
                        "done",
                        "count",
                        "1"));
        assertThat(lines.texts()).noneMatch(line -> line.contains(PAYLOAD));
    }

    @Test
    void recordsResetWithoutControlCharacters() {
        // When
        sluice.post("/consumer-groups/{group}/reset?to=earliest&dry-run=false", "no\ngroup")
                .statusCode(404);

        // Then
        await().until(() -> lines.texts()
                .equals(List.of(line(
                        "consumer-group.reset", "no?group, to earliest", "failed: 404 Consumer group not found", 0))));
    }

    @Test
    void doesNotRecordDryRuns() {
        // When
        sluice.post(letter(0) + "/redrive").statusCode(200);
        sluice.post("/dead-letters/redrive?topic=" + topic.name()).statusCode(200);
        sluice.post("/dead-letters/purge?topic=" + topic.name()).statusCode(200);

        // Then
        assertThat(lines.texts()).isEmpty();
    }

    private static final class Lines extends Handler {

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final List<Map<String, String>> fields = new CopyOnWriteArrayList<>();

        List<String> texts() {
            return texts;
        }

        @Override
        public void publish(LogRecord line) {
            ExtLogRecord extended = ExtLogRecord.wrap(line);
            texts.add(extended.getFormattedMessage());
            fields.add(extended.getMdcCopy());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
