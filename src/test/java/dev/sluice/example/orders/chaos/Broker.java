package dev.sluice.example.orders.chaos;

import static java.util.stream.Collectors.joining;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Proxy;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Utils;

/** A Kafka broker and controller that runs as a child process. Its clients connect through a proxy. */
final class Broker implements AutoCloseable {

    private final int id;
    private final int internalPort = Ports.free();
    private final int clientPort = Ports.free();
    private final Proxy proxy = new Proxy(clientPort);
    private final Path directory;
    private final String host;
    private ChildProcess process;

    /**
     * Creates a broker that clients know as localhost.
     *
     * @param directory the broker's own directory, which {@link #close()} deletes
     */
    Broker(int id, Path directory) {
        this(id, directory, "localhost");
    }

    /** @param host the name of this machine in the address for the service */
    Broker(int id, Path directory, String host) {
        this.id = id;
        this.directory = directory;
        this.host = host;
    }

    /**
     * Starts the broker with an empty log.
     *
     * @param controllerPorts the ports of all brokers' controllers, by broker id
     */
    void start(String clusterId, List<Integer> controllerPorts) {
        try {
            // A killed run may have left a directory.
            Utils.delete(directory.toFile());
            Files.createDirectories(directory);
            Path settings = directory.resolve("server.properties");
            Files.write(settings, lines(settings(controllerPorts)));
            format(clusterId, settings);
            Path arguments = directory.resolve("arguments");
            Files.writeString(arguments, "-cp\n\"" + classPath() + "\"\n");
            process = new ChildProcess(command(arguments, settings), Path.of("target", "chaos-broker-" + id + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(String clusterId, Path settings) throws IOException {
        try (var log = new PrintStream(settings.resolveSibling("format.log").toFile())) {
            String[] arguments = {"format", "--cluster-id", clusterId, "--config", settings.toString()};
            if (StorageTool.execute(arguments, log) != 0) {
                throw new IllegalStateException(
                        "formatting the storage failed: " + Files.readString(settings.resolveSibling("format.log")));
            }
        }
    }

    private static List<String> command(Path arguments, Path settings) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dlogging.configuration=" + Broker.class.getResource("logging.properties"),
                "@" + arguments,
                "kafka.Kafka",
                settings.toString());
    }

    /**
     * Returns the tests' class path, which includes the broker. If Surefire passes it to its JVM in a manifest, a property has the
     * actual class path. Quarkus's bootstrap runner is left out: it delays log output until a Quarkus application starts.
     */
    private static String classPath() {
        String testClassPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(testClassPath.split(File.pathSeparator))
                .filter(jar -> !jar.contains("quarkus-bootstrap-runner"))
                .collect(joining(File.pathSeparator));
    }

    private Map<String, Object> settings(List<Integer> controllerPorts) {
        int brokers = controllerPorts.size();
        int minInSync = Math.max(1, brokers - 1);
        Map<String, Object> settings = new TreeMap<>();
        settings.put("node.id", id);
        settings.put("process.roles", "broker,controller");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "controller.quorum.voters",
                IntStream.range(0, brokers)
                        .mapToObj(i -> i + 1 + "@localhost:" + controllerPorts.get(i))
                        .collect(joining(",")));
        settings.put("inter.broker.listener.name", "INTERNAL");
        settings.put(
                "listeners",
                "CONTROLLER://localhost:%d,INTERNAL://localhost:%d,CLIENTS://localhost:%d"
                        .formatted(controllerPorts.get(id - 1), internalPort, clientPort));
        settings.put("advertised.listeners", "INTERNAL://%s,CLIENTS://%s".formatted(directAddress(), proxiedAddress()));
        settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,CLIENTS:PLAINTEXT");
        settings.put("log.dirs", directory.resolve("data"));
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", brokers);
        settings.put("min.insync.replicas", minInSync);
        settings.put("offsets.topic.replication.factor", brokers);
        settings.put("offsets.topic.num.partitions", 5);
        settings.put("transaction.state.log.replication.factor", brokers);
        settings.put("transaction.state.log.min.isr", minInSync);
        settings.put("transaction.state.log.num.partitions", 5);
        // Look for expired transactions every second, so that a killed producer's transaction ends at its timeout.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1000);
        return settings;
    }

    private static List<String> lines(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Returns the address for other brokers and checkers, which bypasses the proxy. */
    String directAddress() {
        return "localhost:" + internalPort;
    }

    /** Returns the address for the service, which is the proxy's. */
    String proxiedAddress() {
        return host + ":" + proxy.port();
    }

    Proxy proxy() {
        return proxy;
    }

    /** Returns the process. A restart uses the same data and ports. */
    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        proxy.close();
        if (process != null) {
            // On SIGTERM a broker waits for a controller, but all controllers are stopping.
            process.kill();
            process.close();
        }
        try {
            Utils.delete(directory.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
