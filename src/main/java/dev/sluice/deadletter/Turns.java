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
class Turns {

    private final KafkaClients kafka;
    private final Marks marks;
    private final Map<String, String> settings;
    private final MarksTopic marksTopic;
    private final LetterMeters meters;
    private final Semaphore free = new Semaphore(1);

    Turns(KafkaClients kafka, Marks marks, MarksTopic marksTopic, DeadLettersConfig config, LetterMeters meters) {
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
    Turn begin(Consumer<byte[], byte[]> consumer, Topics topics) {
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
        Turn turn = new Turn(consumer, producer, marks, marksPartitions, free::release);
        try {
            turn.begin();
            return turn;
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }
}
