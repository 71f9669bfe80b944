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

/** Kafka's own command-line tools, run in this process, since a JVM for each would take longer than what they do. */
public final class StockTools {

    private StockTools() {}

    /** What {@code kafka-consumer-groups} prints. */
    public static List<String> consumerGroups(String kafka, String... arguments) {
        return printed(
                ConsumerGroupCommand::main,
                Stream.concat(Stream.of("--bootstrap-server", kafka), Stream.of(arguments)));
    }

    /** What {@code kafka-topics} prints of a topic, with {@code --describe}. */
    public static List<String> describeTopic(String kafka, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            // Its main method would end this process.
            return printed(arguments -> describe(admin, arguments), Stream.of("--describe", "--topic", topic));
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

    private static synchronized List<String> printed(Consumer<String[]> tool, Stream<String> arguments) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            tool.accept(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
        }
        return printed.toString(UTF_8).lines().toList();
    }
}
