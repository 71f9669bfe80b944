package dev.sluice.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.deployment.pkg.NativeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that workflows, Dockerfiles and the Maven wrapper pin what they use, and have no more permissions than they need. */
class ReleaseFilesTest {

    private static final Pattern USES = Pattern.compile("(?m)^\\s*-?\\s*uses:\\s*(.+)$");
    private static final String PINNED = "[\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";
    private static final String LOCAL = "\\./\\.github/workflows/\\w+\\.yml";
    private static final String POSTGRESQL = "deploy/kubernetes/overlays/dev/postgresql.yaml";
    /** Images of others: an image of Sluice's own has no tag. */
    private static final Pattern IMAGE = Pattern.compile("(?m)^(?:FROM|\\s*image:) (\\S+:\\S+)");

    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)");

    private static final String EXACT_TAG = "[\\w./-]+:[\\w.-]*\\d+\\.\\d[\\w.-]*";
    private static final String DIGEST = "sha256:[0-9a-f]{64}";

    /** Returns the image with which this version of Quarkus builds native binaries by default. */
    private static String builder() {
        return new NativeConfig.BuilderImageConfig() {
            @Override
            public String image() {
                return "mandrel";
            }

            @Override
            public NativeConfig.ImagePullStrategy pull() {
                return NativeConfig.ImagePullStrategy.MISSING;
            }
        }.getEffectiveImage();
    }

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void pinsEachActionToCommit(Path workflow) throws IOException {
        // When
        List<String> actions = USES.matcher(Files.readString(workflow))
                .results()
                .map(found -> found.group(1))
                .toList();

        // Then
        assertThat(actions).isNotEmpty().allMatch(action -> action.matches(PINNED + "|" + LOCAL));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void grantsOnlyReadPermission(Path workflow) throws IOException {
        // When
        JsonNode parsed = new YAMLMapper().readTree(workflow.toFile());

        // Then
        assertThat(parsed.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
        assertThat(parsed.path("jobs")).isNotEmpty().allSatisfy(job -> assertThat(
                        job.has("timeout-minutes") || job.has("uses"))
                .as("has a timeout: %s", job)
                .isTrue());
        assertThat(parsed.findValues("persist-credentials"))
                .hasSameSizeAs(USES.matcher(Files.readString(workflow))
                        .results()
                        .filter(found -> found.group(1).startsWith("actions/checkout@"))
                        .toList());
    }

    /**
     * Failsafe passes {@code -Dquarkus.*} of the command line to the package. In a test with a profile the package does not start with a
     * build-time property that differs from its build.
     */
    @ParameterizedTest
    @MethodSource("workflows")
    void passesNoQuarkusPropertyOnCommandLine(Path workflow) throws IOException {
        assertThat(Files.readString(workflow)).doesNotContain("-Dquarkus.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.native", "Dockerfile.jvm"})
    void pinsBaseImageAndRunsUnprivilegedWithoutShell(String file) throws IOException {
        // When
        String text = Files.readString(Path.of(file));

        // Then
        assertThat(FROM.matcher(text).results().map((MatchResult found) -> found.group(1)
                        .replaceFirst("@" + DIGEST + "$", "")))
                .allMatch(image -> image.equals("scratch") || image.equals(builder()) || image.matches(EXACT_TAG));
        String last = text.substring(text.lastIndexOf("\nFROM "));
        assertThat(last).contains("\nUSER 1001\n").containsPattern("\nENTRYPOINT \\[\"");
    }

    @Test
    void releaseRefusesImagesWithoutDigest(@TempDir Path copy) throws Exception {
        // Given
        Path docker = Files.createDirectory(copy.resolve("bin")).resolve("docker");
        Files.writeString(docker, "#!/bin/sh\necho sha256:$(printf %s \"$4\" | sha256sum | cut -d' ' -f1)\n");
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        for (String file : List.of(".ci/pin-images", "Dockerfile.native", "docker-compose.yml", POSTGRESQL)) {
            Files.createDirectories(copy.resolve(file).getParent());
            Files.copy(Path.of(file), copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(
                copy.resolve("Dockerfile.native"),
                Files.readString(Path.of("Dockerfile.native")).replaceAll("@" + DIGEST, ""));

        // When
        int before = pinImages(copy, "--check");
        int pinning = pinImages(copy);
        int after = pinImages(copy, "--check");

        // Then
        assertThat(List.of(before, pinning, after)).containsExactly(1, 0, 0);
        for (String file : List.of("Dockerfile.native", "docker-compose.yml", POSTGRESQL)) {
            assertThat(IMAGE.matcher(Files.readString(copy.resolve(file))).results())
                    .hasSizeGreaterThanOrEqualTo(1)
                    .allMatch(found -> found.group(1).matches("(" + EXACT_TAG + "|" + builder() + ")@" + DIGEST));
        }
        assertThat(Files.readString(Path.of(".github/workflows/release.yml"))).contains(".ci/pin-images --check");
    }

    private static int pinImages(Path project, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(project.resolve(".ci/pin-images").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("log").toFile());
        process.environment().merge("PATH", project.resolve("bin").toString(), (path, first) -> first + ":" + path);
        return process.start().waitFor();
    }

    @Test
    void verifiesDistributionOfMaven() throws IOException {
        assertThat(Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties")))
                .containsPattern("(?m)^distributionUrl=https://")
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$")
                .containsPattern("(?m)^distributionTarGzSha256Sum=[0-9a-f]{64}$");
        assertThat(Files.readString(Path.of("mvnw")))
                .as("the checksum of the file that mvnw downloads where unzip is not installed")
                .contains("distributionSha256Sum=\"${distributionTarGzSha256Sum-}\"");
    }

    /** A range that does not have the current version would let the bot propose a downgrade, or nothing. */
    @Test
    void updateBotKeepsVersionsInUse() throws IOException {
        // Given
        String pom = Files.readString(Path.of("pom.xml"));
        Map<String, String> used = Map.of(
                "Quarkus", version(pom, "<quarkus.version>([^<]+)<"),
                "Kafka", version(pom, "<kafka.version>([^<]+)<"),
                "PostgreSQL", version(pom, "<postgresql.version>([^<]+)<"),
                "Apicurio Registry", version(pom, "<apicurio.version>([^<]+)<"),
                "Netty", version(pom, "netty-bom</artifactId><version>([^<]+)<"));

        // When
        JsonNode rules =
                new ObjectMapper().readTree(Path.of("renovate.json").toFile()).get("packageRules");

        // Then
        Map<String, String> ranges = new HashMap<>();
        rules.forEach(rule -> {
            if (rule.has("allowedVersions")) {
                ranges.put(
                        rule.get("groupName").asText(),
                        rule.get("allowedVersions").asText());
            }
        });
        assertThat(ranges).containsOnlyKeys(used.keySet());
        used.forEach((group, version) ->
                assertThat(version).as(group).containsPattern(ranges.get(group).replaceAll("^/|/$", "")));
    }

    private static String version(String pom, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(pom);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1);
    }
}
