package dev.sluice.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Prints the slowest test classes and the application starts of the last build: {@code ./mvnw exec:java@test-report}. */
final class TestReport {

    private static final int SLOWEST = 20;
    private static final String START = "(powered by Quarkus";

    private TestReport() {}

    private record TestClass(String name, int tests, double seconds, long starts) {}

    /** @param arguments the directories with the XML reports of Surefire and Failsafe */
    public static void main(String[] arguments) throws Exception {
        for (String directory : arguments) {
            print(directory, read(Path.of(directory)));
        }
    }

    private static void print(String directory, List<TestClass> classes) {
        System.out.printf(
                "%n%s: %d classes, %d tests, %.0f s, %d application starts in %d classes%n",
                directory,
                classes.size(),
                classes.stream().mapToInt(TestClass::tests).sum(),
                classes.stream().mapToDouble(TestClass::seconds).sum(),
                classes.stream().mapToLong(TestClass::starts).sum(),
                classes.stream().filter(one -> one.starts() > 0).count());
        classes.stream()
                .sorted(Comparator.comparing(TestClass::seconds).reversed())
                .limit(SLOWEST)
                .forEach(one -> System.out.printf(
                        "%7.1f s %4d tests %2d starts  %s%n", one.seconds(), one.tests(), one.starts(), one.name()));
    }

    private static List<TestClass> read(Path directory) throws Exception {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toFile)
                    .filter(file -> file.getName().matches("TEST-.*\\.xml"))
                    .map(TestReport::parse)
                    .toList();
        }
    }

    private static TestClass parse(File report) {
        try {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report)
                    .getDocumentElement();
            // Surefire repeats the output of a class for each of its tests.
            long starts = suite.getTextContent()
                    .lines()
                    .filter(line -> line.contains(START))
                    .distinct()
                    .count();
            return new TestClass(
                    suite.getAttribute("name"),
                    Integer.parseInt(suite.getAttribute("tests")),
                    Double.parseDouble(suite.getAttribute("time")),
                    starts);
        } catch (IOException | org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException e) {
            throw new IllegalStateException(report.getPath(), e);
        }
    }
}
