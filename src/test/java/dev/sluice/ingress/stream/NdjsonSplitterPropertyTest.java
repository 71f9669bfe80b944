package dev.sluice.ingress.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NdjsonSplitterPropertyTest {

    private static final int MAX_LINE_SIZE = 10;

    @Property
    void returnsSameLinesForAnyChunkSize(
            @ForAll @Size(max = 20)
                    List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 14) String> lines,
            @ForAll @IntRange(min = 1, max = 30) int chunkSize,
            @ForAll boolean endsWithLineFeed) {
        // Given
        byte[] text =
                (String.join("\n", lines) + (endsWithLineFeed && !lines.isEmpty() ? "\n" : "")).getBytes(US_ASCII);

        // When
        List<String> read = new ArrayList<>();
        NdjsonSplitter splitter = new NdjsonSplitter(MAX_LINE_SIZE);
        for (int start = 0; start < text.length; start += chunkSize) {
            splitter.feed(Arrays.copyOfRange(text, start, Math.min(text.length, start + chunkSize)));
            readAll(splitter, read);
        }
        splitter.end();
        readAll(splitter, read);

        // Then
        assertThat(read)
                .containsExactlyElementsOf(lines.stream()
                        .map(line -> line.length() > MAX_LINE_SIZE ? "too long" : line)
                        .toList());
    }

    private static void readAll(NdjsonSplitter splitter, List<String> read) {
        for (NdjsonSplitter.Line line = splitter.next(); line != null; line = splitter.next()) {
            read.add(line.isTooLong() ? "too long" : new String(line.bytes(), line.from(), line.size(), US_ASCII));
        }
    }
}
