package dev.sluice.admin.topic;

import dev.sluice.runtime.InitTask;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.common.errors.RetriableException;

/** Makes the topics as they are declared, as far as nothing is lost by that. */
@Singleton
class TopicsInit implements InitTask {

    private final TopicSpecs declarations;
    private final TopicReconciler application;

    TopicsInit(TopicSpecs declarations, TopicReconciler application) {
        this.declarations = declarations;
        this.application = application;
    }

    @Override
    public String name() {
        return "topics";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public void run() {
        List<String> faults;
        try {
            faults = application.apply(declarations.all(), difference -> true);
        } catch (RetriableException e) {
            throw new IllegalStateException("Kafka does not answer: " + e.getMessage(), e);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
    }
}
