package dev.sluice.ingress;

import dev.sluice.event.Channels;
import dev.sluice.ingress.idempotency.StoredResponse;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Publishes the event of a request with one event, whatever its format, and answers with its receipt. Safe for any thread. */
@Singleton
public class SinglePublisher {

    private static final int CREATED = 201;
    private static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

    private final EventEmitter emitter;
    private final ResultWriter writer;

    SinglePublisher(@Channel(Channels.EVENTS) EventEmitter emitter, ResultWriter writer) {
        this.emitter = emitter;
        this.writer = writer;
    }

    /**
     * Publishes an event. Never blocks.
     *
     * @return the response, or a failure that is an {@link HttpProblem}
     */
    public Uni<StoredResponse> publish(BatchItem.Ready event) {
        return emitter.send(event)
                .map(receipt -> new StoredResponse(CREATED, JSON, writer.receipt(receipt), true))
                .onFailure(PublishException.class)
                .transform(failure -> ((PublishException) failure).problem());
    }
}
