package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.tools.TopicCommand;
import org.apache.kafka.tools.consumer.group.ConsumerGroupCommand;

/** Kafka's command-line tools, run in this JVM because a new JVM for each would take longer than the tool itself. */
public final class KafkaTools {

    private KafkaTools() {}

    /** Runs {@code kafka-consumer-groups} and returns its output. */
    public static List<String> consumerGroups(String kafka, String... arguments) {
        return capture(
                ConsumerGroupCommand::main,
                Stream.concat(Stream.of("--bootstrap-server", kafka), Stream.of(arguments)));
    }

    /** Runs {@code kafka-topics --describe} for a topic and returns its output. */
    public static List<String> describeTopic(String kafka, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            // The tool's main method would exit this JVM.
            return capture(arguments -> describe(admin, arguments), Stream.of("--describe", "--topic", topic));
        }
    }

    private static void describe(Admin admin, String[] arguments) {
        String[] all = Stream.concat(Stream.of("--bootstrap-server", "unused"), Stream.of(arguments))
                .toArray(String[]::new);
        try {
            new TopicCommand.TopicService(admin).describeTopic(new TopicCommand.TopicCommandOptions(all));
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized List<String> capture(Consumer<String[]> tool, Stream<String> arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, UTF_8));
        try {
            tool.accept(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
        return output.toString(UTF_8).lines().toList();
    }
}
