package dev.sluice.kafka;

import static dev.sluice.testing.Waits.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kafka.TransactionalProducer.Outcome;
import dev.sluice.testing.NewTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions that a broker refuses. Each failure is certain, names its first cause, and the next transaction succeeds. */
@Execution(ExecutionMode.CONCURRENT)
class TransactionalProducerTest {

    private static final String OPEN = "open";
    private static final String DENIED = "denied";
    private static final String RECENT = "recent";
    private static final String SMALL = "small";

    private static EmbeddedKafkaBroker broker;
    private static Admin admin;

    private final String id = "test-" + System.nanoTime();
    private final TransactionalProducer producer = new TransactionalProducer(
            TransactionalProducerTest.this::connect, new TransactionMeters(new SimpleMeterRegistry(), "test"));

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new EmbeddedKafkaBroker()
                .withAdditionalProperties(TransactionalProducerTest::configure)
                .start();
        admin = Admin.create(Map.of("bootstrap.servers", address()));
        NewTopics.create(
                admin,
                List.of(
                        topic(OPEN, Map.of()),
                        topic(DENIED, Map.of()),
                        topic(RECENT, Map.of("message.timestamp.before.max.ms", "60000")),
                        topic(SMALL, Map.of("max.message.bytes", "1000"))));
        AccessControlEntry denyWrite =
                new AccessControlEntry("User:*", "*", AclOperation.WRITE, AclPermissionType.DENY);
        ResourcePattern denied = new ResourcePattern(ResourceType.TOPIC, DENIED, PatternType.LITERAL);
        admin.createAcls(List.of(new AclBinding(denied, denyWrite))).all().get();
    }

    private static void configure(Properties properties) {
        properties.put("auto.create.topics.enable", "false");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transactional.id.expiration.ms", "1000");
        properties.put("transaction.remove.expired.transaction.cleanup.interval.ms", "200");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("allow.everyone.if.no.acl.found", "true");
        properties.put("super.users", "User:nobody");
    }

    private static NewTopic topic(String name, Map<String, String> configs) {
        return new NewTopic(name, Optional.of(1), Optional.empty()).configs(configs);
    }

    private static String address() {
        return broker.getAdvertisedListeners().replaceFirst("^.*://", "");
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    private Producer<byte[], byte[]> connect() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", address(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, long timestamp, int size) {
        return new ProducerRecord<>(topic, 0, timestamp, "key".getBytes(UTF_8), new byte[size]);
    }

    private static ProducerRecord<byte[], byte[]> good() {
        return record(OPEN, System.currentTimeMillis(), 10);
    }

    static Stream<Arguments> refusedRecords() {
        long now = System.currentTimeMillis();
        return Stream.of(
                Arguments.of(record(DENIED, now, 10), TopicAuthorizationException.class),
                Arguments.of(record(RECENT, 0, 10), InvalidTimestampException.class),
                Arguments.of(record(SMALL, now, 2000), RecordTooLargeException.class),
                Arguments.of(record(OPEN, now, 2_000_000), RecordTooLargeException.class));
    }

    @ParameterizedTest
    @MethodSource("refusedRecords")
    void reportsTheFirstCauseOfARefusedRecord(
            ProducerRecord<byte[], byte[]> refused, Class<? extends RuntimeException> cause) {
        // When
        Outcome outcome = producer.transact(transaction -> {
            transaction.send(good());
            transaction.send(refused);
            transaction.send(good());
        });

        // Then
        assertAborted(outcome, cause);
        assertThat(producer.transact(transaction -> transaction.send(good()))).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void namesThePartitionOfTheRefusedRecord() {
        // When
        Outcome outcome = producer.transact(transaction -> transaction.send(record(RECENT, 0, 10)));

        // Then
        assertThat(((Outcome.Aborted) outcome).partition()).contains(new TopicPartition(RECENT, 0));
    }

    @Test
    void isCertainAfterTheTransactionalIdHasExpired() {
        // Given
        assertThat(producer.transact(transaction -> transaction.send(good()))).isInstanceOf(Outcome.Committed.class);
        await().until(() -> isExpired());

        // When
        Outcome outcome = producer.transact(transaction -> transaction.send(good()));

        // Then
        assertAborted(outcome, InvalidPidMappingException.class);
        assertThat(producer.transact(transaction -> transaction.send(good()))).isInstanceOf(Outcome.Committed.class);
    }

    private boolean isExpired() throws ExecutionException, InterruptedException {
        return admin.listTransactions().all().get().stream()
                .noneMatch(listed -> listed.transactionalId().equals(id));
    }

    @Test
    void isCertainIfFencedBeforeTheCommit() {
        // When
        Outcome outcome = producer.transact(transaction -> {
            transaction.send(good());
            fence();
            transaction.send(good());
        });

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Aborted.class);
        assertThat(((Outcome.Aborted) outcome).cause())
                .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
        assertThat(producer.transact(transaction -> transaction.send(good()))).isInstanceOf(Outcome.Committed.class);
    }

    private void fence() {
        try (Producer<byte[], byte[]> other = connect()) {
            other.initTransactions();
        }
    }

    private static void assertAborted(Outcome outcome, Class<? extends RuntimeException> cause) {
        assertThat(outcome).isInstanceOf(Outcome.Aborted.class);
        assertThat(((Outcome.Aborted) outcome).cause()).isInstanceOf(cause);
    }
}
