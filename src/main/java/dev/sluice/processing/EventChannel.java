package dev.sluice.processing;

import dev.sluice.event.EventMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * The channel of an event type. Each of its subscribers is a method that consumes the events, and has a demand of its own.
 * Subscribe and request on any thread.
 */
final class EventChannel implements Flow.Publisher<Message<SpecificRecord>> {

    private final List<Consumer> consumers = new CopyOnWriteArrayList<>();

    @Override
    public void subscribe(Flow.Subscriber<? super Message<SpecificRecord>> subscriber) {
        Consumer consumer = new Consumer(subscriber);
        subscriber.onSubscribe(consumer);
        consumers.add(consumer);
    }

    /** Returns the methods that consume the events. */
    List<Consumer> consumers() {
        return consumers;
    }

    /** A method that consumes the events. */
    static final class Consumer implements Flow.Subscription {

        private final Flow.Subscriber<? super Message<SpecificRecord>> subscriber;
        private long demand;

        private Consumer(Flow.Subscriber<? super Message<SpecificRecord>> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public synchronized void request(long count) {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            notifyAll();
        }

        /**
         * Emits an event once the method can take it. If the method is synchronous, it has returned afterwards.
         *
         * @param call receives the result
         */
        void emit(SpecificRecord event, EventMetadata metadata, MethodCall call) throws InterruptedException {
            awaitDemand();
            subscriber.onNext(Message.of(event, Metadata.of(call, metadata)));
        }

        private synchronized void awaitDemand() throws InterruptedException {
            while (demand == 0) {
                wait();
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
        }

        @Override
        public void cancel() {
            // The application stops. Processing has stopped before.
        }
    }
}
