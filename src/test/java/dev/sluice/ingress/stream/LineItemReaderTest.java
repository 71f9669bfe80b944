package dev.sluice.ingress.stream;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventIds;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.PublishableTypes;
import dev.sluice.ingress.batch.BatchItemReader;
import dev.sluice.security.Caller;
import dev.sluice.security.Roles;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines that share a parser, compared with the same lines each with a parser of its own. */
@QuarkusTest
class LineItemReaderTest {

    private static final String EVENT = new String(
            ("{\"type\":\"parcel.paid\",\"data\":{\"parcelId\":\"parcel-1\",\"senderId\":\"é\",\"amount\":9.97,"
                            + "\"timestamp\":\"2026-11-23T05:01:00Z\"}}")
                    .getBytes(UTF_8),
            ISO_8859_1);
    /** Parts of lines, one byte per character. */
    private static final List<String> PIECES = List.of(
            EVENT,
            EVENT,
            EVENT,
            EVENT,
            EVENT,
            "{",
            "}",
            "[",
            "]",
            "\"",
            " ",
            "\t",
            "\r",
            "1",
            ",",
            "null",
            "\u00ef\u00bb\u00bf",
            "\0",
            "\u00ff",
            "{}",
            "[1]",
            "/* */");

    private final Caller caller = new Caller("", Set.of(Roles.PUBLISHER), "");
    private BatchItemReader items;

    @Inject
    PublishableTypes types;

    @BeforeEach
    void awaitSchemas() {
        items = new BatchItemReader(types, true);
        await().ignoreExceptions().until(() -> types.require("parcel.paid", caller) != null);
    }

    private List<String> read(LineItemReader reader, byte[] text) {
        NdjsonSplitter lines = new NdjsonSplitter(10_000);
        lines.feed(text);
        lines.end();
        List<String> read = new ArrayList<>();
        for (var line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                BatchItem item = reader.read(line, EventIds::next);
                read.add(
                        item instanceof BatchItem.Refused refused
                                ? refused.problem().getStatusCode() + " "
                                        + refused.problem().getDetail()
                                        + refused.problem().getParameters()
                                : "ready");
            }
        }
        return read;
    }

    @Test
    void readsEachLineAsIfItWereAlone() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            // Given
            List<String> lines = random.ints(random.nextInt(1, 8), 0, 4)
                    .mapToObj(more -> piece(random) + (more == 0 ? piece(random) : ""))
                    .toList();

            // When
            List<String> together = read(
                    new LineItemReader(items, caller), String.join("\n", lines).getBytes(ISO_8859_1));

            // Then
            List<String> alone = lines.stream()
                    .flatMap(line -> read(new LineItemReader(items, caller), line.getBytes(ISO_8859_1)).stream())
                    .toList();
            assertThat(together).as("seed %d, lines %s", seed, lines).isEqualTo(alone);
        }
    }

    @Test
    void refusesIdsUnlessAccepted() {
        // Given
        String event = new String(EVENT.getBytes(ISO_8859_1), UTF_8)
                .replaceFirst("\\{", "{\"id\":\"" + EventIds.next() + "\",");
        BatchItemReader withoutIds = new BatchItemReader(types, false);

        // When
        List<String> results = read(new LineItemReader(withoutIds, caller), event.getBytes(UTF_8));

        // Then
        assertThat(results).singleElement().asString().startsWith("422 ").contains("/id");
        assertThat(read(new LineItemReader(items, caller), event.getBytes(UTF_8)))
                .containsExactly("ready");
    }

    private static String piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }
}
