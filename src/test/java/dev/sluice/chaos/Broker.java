package dev.sluice.chaos;

import static java.util.stream.Collectors.joining;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.Ports;
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

/** One broker of a cluster, or all of it, which is a controller too, as a process, behind a proxy for its clients. */
final class Broker implements AutoCloseable {

    private final int id;
    private final int internalPort = Ports.free();
    private final int clientPort = Ports.free();
    private final Proxy proxy = new Proxy(clientPort);
    private final Path folder;
    private ChildProcess process;

    /** @param folder its own, which is deleted when it is closed */
    Broker(int id, Path folder) {
        this.id = id;
        this.folder = folder;
    }

    /** @param controllerPorts those of all brokers, that of the first one first */
    void start(String clusterId, List<Integer> controllerPorts) {
        try {
            // A run that was killed may have left one.
            Utils.delete(folder.toFile());
            Files.createDirectories(folder);
            Path settings = folder.resolve("server.properties");
            Files.write(settings, lines(settings(controllerPorts)));
            format(clusterId, settings);
            Path arguments = folder.resolve("arguments");
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
                        "the storage was not formatted: " + Files.readString(settings.resolveSibling("format.log")));
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
     * The tests' own, in which the broker's classes are; Surefire keeps it in a property when its JVM has but a manifest.
     * Quarkus's bootstrap would hold back what is logged until an application of Quarkus starts.
     */
    private static String classPath() {
        String ofTests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(ofTests.split(File.pathSeparator))
                .filter(jar -> !jar.contains("quarkus-bootstrap-runner"))
                .collect(joining(File.pathSeparator));
    }

    private Map<String, Object> settings(List<Integer> controllerPorts) {
        int brokers = controllerPorts.size();
        int inSync = Math.max(1, brokers - 1);
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
        settings.put("advertised.listeners", "INTERNAL://%s,CLIENTS://%s".formatted(internal(), clients()));
        settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,CLIENTS:PLAINTEXT");
        settings.put("log.dirs", folder.resolve("data"));
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", brokers);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", brokers);
        settings.put("offsets.topic.num.partitions", 5);
        settings.put("transaction.state.log.replication.factor", brokers);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("transaction.state.log.num.partitions", 5);
        // Open transactions of what was killed are looked for each second, so that their timeout is what counts.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1000);
        return settings;
    }

    private static List<String> lines(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Where the other brokers and the referee reach it, without the proxy. */
    String internal() {
        return "localhost:" + internalPort;
    }

    /** Where the service reaches it. */
    String clients() {
        return "localhost:" + proxy.port();
    }

    Proxy proxy() {
        return proxy;
    }

    /** The process; it is started again on the same folder and ports. */
    ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        proxy.close();
        if (process != null) {
            // A broker that is asked to end waits for a controller, and they all go.
            process.kill();
            process.close();
        }
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
