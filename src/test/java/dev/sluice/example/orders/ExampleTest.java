package dev.sluice.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing outside the example names an order, so {@code remove-example.sh} leaves no trace of it. */
class ExampleTest {

    /** The domain of the example. The word in the sense of a sequence does not match: "in order", "order of", "ORDER BY". */
    private static final Pattern ORDER = Pattern.compile("""
            \\borders\\b | Orders | \\bORDERS    # a sequence is never in the plural
            | (?<! [.\\w] ) order \\.[a-z*] | \\border (?! Classes\\( ) (?: [A-Z_] | -[a-z\\d] ) | "order"
            | (?<! @ ) \\bOrder (?: \\b (?! \\ of ) | [A-Z] )
            | \\border's\\b | (?<! without\\ ) \\ban\\ order\\b (?! \\ of )
            | \\b (?: String | var | one | each | every ) \\ order\\b
            | \\bord-\\d | [Cc]ustomer (?! s\\b | ' )    # the record's key, not people
            | \\bLineItem\\b | [Ss]hipment | SHIPMENT | \\bstock\\.re | Stock (?= [A-Z] ) | "inventory" | "notifications"
            """, Pattern.COMMENTS);

    /** The files that {@code remove-example.sh} deletes. */
    private static final Pattern EXAMPLE = Pattern.compile("/example/|/dev\\.sluice\\.example\\.|__example_");

    /** The beginning of the block of settings that {@code remove-example.sh} deletes. */
    private static final String SETTINGS = "# The example: ";

    @Test
    void nothingElseNamesAnOrder() throws IOException {
        for (String directory : List.of("src/main", "src/test")) {
            try (Stream<Path> files = Files.walk(Path.of(directory))) {
                assertThat(files.filter(Files::isRegularFile)
                                .filter(file ->
                                        !EXAMPLE.matcher(file.toString()).find())
                                .flatMap(ExampleTest::orders))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order.created",
                "topic \"orders\"",
                "GET /orders",
                "orders.dlq",
                "order-status",
                "OrderCreated",
                "n.Order/1.avsc",
                "orderId",
                "an order",
                "an order's id",
                "ManyOrdersTest",
                "\"order\"",
                "customerId",
                "customer-123"
            })
    void recognizesTheDomain(String text) {
        assertThat(ORDER.matcher(text).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in order",
                "in the order of the batch",
                "an order of records",
                "ordered by key",
                "ORDER BY key",
                "the schema's order",
                "out-of-order=true",
                "OutOfOrderFields",
                "Comparator.naturalOrder()",
                "int order()",
                "@Order(1)",
                "orderClasses(context)",
                "junit.jupiter.testclass.order.default",
                "clients or customers"
            })
    void doesNotMistakeASequence(String text) {
        assertThat(ORDER.matcher(text).find()).isFalse();
    }

    /** Returns what names an order in a file and its name, with the positions. */
    private static Stream<String> orders(Path file) {
        List<String> lines;
        try {
            lines = Files.readString(file).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
        return Stream.concat(
                matches(file.toString()).map(match -> file + ": " + match),
                IntStream.range(0, lines.size())
                        .takeWhile(number -> !lines.get(number).startsWith(SETTINGS))
                        .boxed()
                        .flatMap(number ->
                                matches(lines.get(number)).map(match -> file + ":" + (number + 1) + ": " + match)));
    }

    private static Stream<String> matches(String text) {
        return ORDER.matcher(text).results().map(MatchResult::group);
    }
}
