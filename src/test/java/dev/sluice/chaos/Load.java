package dev.sluice.chaos;

import static dev.sluice.testing.Waits.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Customers who publish at a constant rate, each one event after the other, at whichever replica; and poisoned records
 * between theirs. It publishes less only while no replica takes more.
 */
final class Load {

    private static final int PER_SECOND = 200;
    private static final int CUSTOMERS = 500;
    private static final int POISONED_ONE_IN = 40;
    private final List<Client> clients;
    private final Queue<Customer> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final PoisonedRecords poisoned;
    private final Random random;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** @param run what the names of its customers start with */
    Load(String run, List<URI> replicas, PoisonedRecords poisoned, Random random) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.clients =
                replicas.stream().map(replica -> new Client(http, replica)).toList();
        this.poisoned = poisoned;
        this.random = random;
        IntStream.range(0, CUSTOMERS).forEach(i -> idle.add(new Customer(run + "-" + i)));
    }

    void start() {
        clock.scheduleAtFixedRate(this::tick, 0, TimeUnit.SECONDS.toNanos(1) / PER_SECOND, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        List<Client> available = clients.stream().filter(Client::isAvailable).toList();
        Customer customer = available.isEmpty() ? null : idle.poll();
        if (customer != null) {
            customer.next(random);
            Client client = available.get(random.nextInt(available.size()));
            client.publish(customer.type(), customer.json()).thenAccept(answer -> {
                events.add(customer.answered(answer));
                idle.add(customer);
            });
        }
        if (random.nextInt(POISONED_ONE_IN) == 0) {
            poisoned.send();
        }
    }

    /**
     * Ends it, and waits for the answers that are missing.
     *
     * @return what was published, the events of each customer in their order
     */
    List<Event> stop() {
        clock.shutdown();
        await("answers").until(() -> clock.isTerminated() && idle.size() == CUSTOMERS);
        poisoned.close();
        return List.copyOf(events);
    }
}
