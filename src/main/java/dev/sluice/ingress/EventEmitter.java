package dev.sluice.ingress;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.EmitterType;
import org.apache.avro.specific.SpecificRecord;

/**
 * Publishes events to the topic and with the key that their schemas name. Inject it with {@code @Channel("events")}. The REST
 * API publishes through the same emitter, with the same limits, headers, metrics and traces.
 *
 * <p>An event is sent when the result is subscribed to. Events with the same key are written in the order of the subscriptions,
 * unless one fails. Safe for any thread; never blocks.
 */
public interface EventEmitter extends EmitterType {

    /**
     * Publishes an event with a new id. The event must not change until the result is there.
     *
     * @return the receipt once all in-sync replicas have the event. Fails with a {@link PublishException}, which says whether the
     *     event was written, or with an {@link IllegalArgumentException} if it is not a valid event of a known type
     */
    Uni<Receipt> send(SpecificRecord event);

    /**
     * Publishes an event that is encoded already. The value is not validated.
     *
     * @param event the event, with its key in UTF-8 and its value in Confluent's wire format
     * @return the receipt once all in-sync replicas have the event. Fails with a {@link PublishException}
     */
    Uni<Receipt> send(BatchItem.Ready event);
}
