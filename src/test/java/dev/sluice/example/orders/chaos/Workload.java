package dev.sluice.example.orders.chaos;

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
 * A constant rate of events from many customers, spread over the replicas, with poisoned records in between. A customer waits for
 * a response before its next event. The rate drops only while no replica accepts more requests.
 */
final class Workload {

    private static final int EVENTS_PER_SECOND = 200;
    private static final int CUSTOMERS = 500;
    private static final int POISONED_ONE_IN = 40;

    private final List<ReplicaClient> clients;
    private final Queue<Customer> idleCustomers = new ConcurrentLinkedQueue<>();
    private final Queue<PublishAttempt> history = new ConcurrentLinkedQueue<>();
    private final PoisonProducer poison;
    private final Random random;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

    /** @param run prefix of the customers' ids */
    Workload(String run, List<URI> replicas, PoisonProducer poison, Random random) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.clients = replicas.stream()
                .map(replica -> new ReplicaClient(http, replica))
                .toList();
        this.poison = poison;
        this.random = random;
        IntStream.range(0, CUSTOMERS).forEach(i -> idleCustomers.add(new Customer(run + "-" + i)));
    }

    void start() {
        ticker.scheduleAtFixedRate(
                this::tick, 0, TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        List<ReplicaClient> available =
                clients.stream().filter(ReplicaClient::isAvailable).toList();
        Customer customer = available.isEmpty() ? null : idleCustomers.poll();
        if (customer != null) {
            customer.drawNext(random);
            ReplicaClient client = available.get(random.nextInt(available.size()));
            client.publish(customer.type(), customer.json()).thenAccept(outcome -> {
                history.add(customer.attempt(outcome));
                idleCustomers.add(customer);
            });
        }
        if (random.nextInt(POISONED_ONE_IN) == 0) {
            poison.send();
        }
    }

    /**
     * Stops the workload and waits for outstanding responses.
     *
     * @return all attempts, those of a customer in their order
     */
    List<PublishAttempt> stop() {
        ticker.shutdown();
        await("all responses").until(() -> ticker.isTerminated() && idleCustomers.size() == CUSTOMERS);
        poison.close();
        return List.copyOf(history);
    }
}
