package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.deployment.DevServers.Server;
import dev.sluice.testing.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with a fixed port that another process uses, here a registry. */
@Execution(ExecutionMode.CONCURRENT)
class DevServersTest {

    private static Vertx vertx;
    private static int port;

    @TempDir
    Path temp;

    @BeforeAll
    static void startOtherRegistry() throws Exception {
        vertx = Vertx.vertx();
        port = Ports.free();
        HttpServer other = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("[]"));
        other.listen(port, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stopOtherRegistry() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "registry", "postgresql"})
    void startNamesThePortThatIsInUseAndItsSetting(String name) {
        // Given
        String key = "sluice.devservices." + name + ".port";
        Server server = new Server(
                name,
                "",
                port,
                key,
                () -> {
                    throw new AssertionError("no server may start");
                },
                "address",
                Map.of());
        List<String> reported = new ArrayList<>();
        DevServers servers = new DevServers(List.of(server), failure -> reported.add(failure.getMessage()));

        // Then
        assertThatThrownBy(servers::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name + " cannot listen on localhost:" + port)
                .hasMessageContaining(key);
        assertThat(reported).singleElement().asString().contains(key);
    }

    @Test
    void answerOfAnotherRegistryIsNotTakenForItsOwn() throws Exception {
        // Given
        try (SchemaRegistryProcess registry =
                new SchemaRegistryProcess(Path.of("target", "schema-registry").toAbsolutePath(), temp, port)) {
            // Then
            assertThatThrownBy(registry::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the schema registry did not start")
                    .hasMessageContaining(Integer.toString(port));
        }
        try (var left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }
}
