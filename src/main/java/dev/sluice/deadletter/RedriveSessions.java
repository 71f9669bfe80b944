package dev.sluice.deadletter;

import dev.sluice.kafka.KafkaClients;
import dev.sluice.kafka.TransactionalProducer;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Gives this replica's turns, one at a time. */
@Singleton
class RedriveSessions {

    private final KafkaClients kafka;
    private final ResolutionLog marks;
    private final Map<String, String> settings;
    private final ResolutionTopic marksTopic;
    private final DeadLetterMeters meters;
    private final Semaphore free = new Semaphore(1);

    RedriveSessions(
            KafkaClients kafka,
            ResolutionLog marks,
            ResolutionTopic marksTopic,
            DeadLettersConfig config,
            DeadLetterMeters meters) {
        this.marksTopic = marksTopic;
        this.kafka = kafka;
        this.marks = marks;
        this.settings = config.producer();
        this.meters = meters;
    }

    /**
     * Begins a turn, which ends that of any other replica.
     *
     * @throws HttpProblem if this replica has one already, or the topic of marks is not there or not as it must be
     */
    RedriveSession begin(Consumer<byte[], byte[]> consumer, ClusterTopicNames topics) {
        List<TopicPartition> marksPartitions = topics.requireMarks();
        marksTopic.requireCompacted();
        if (!free.tryAcquire()) {
            throw DeadLetterProblem.IN_PROGRESS.with("This replica deals with others at the moment");
        }
        TransactionalProducer producer;
        try {
            producer = kafka.transactionalProducer(settings, meters.transactions());
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
        RedriveSession turn = new RedriveSession(consumer, producer, marks, marksPartitions, free::release);
        try {
            turn.begin();
            return turn;
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }
}
