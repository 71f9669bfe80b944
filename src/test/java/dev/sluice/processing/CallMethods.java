package dev.sluice.processing;

import dev.sluice.event.Channels;
import dev.sluice.event.EventMetadata;
import dev.sluice.event.EventRejectedException;
import dev.sluice.processing.event.Call;
import dev.sluice.processing.event.Reply;
import io.opentelemetry.api.trace.Span;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A method of each kind. All of them consume the same events, except the one that consumes several types. */
@ApplicationScoped
class CallMethods {

    private static Reply reply(Call call, String method, String text) {
        if (call.getRejectedBy().equals(method)) {
            throw new EventRejectedException(method + " rejects it");
        }
        return new Reply(call.getKey(), method, text);
    }

    private static String traceId() {
        return Span.current().getSpanContext().getTraceId();
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    Reply one(Call call) {
        return reply(call, "one", "");
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    List<Reply> several(Call call) {
        return List.of(reply(call, "several", "first"), reply(call, "several", "second"));
    }

    @Incoming("test.ring")
    @Incoming("test.hangup")
    @Outgoing(Channels.EVENTS)
    Reply severalTypes(SpecificRecord event) {
        return new Reply(event.get(0).toString(), "severalTypes", "");
    }

    @Incoming("test.call")
    void nothing(Call call) {
        Reply unused = reply(call, "nothing", "");
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    Uni<Reply> uni(Call call) {
        return Uni.createFrom()
                .item(() -> reply(call, "uni", ""))
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(1));
    }

    @Incoming("test.call")
    Uni<Void> uniOfNothing(Call call) {
        return Uni.createFrom().item(() -> reply(call, "uniOfNothing", "")).replaceWithVoid();
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    CompletionStage<List<Reply>> stage(Call call) {
        return CompletableFuture.supplyAsync(() -> List.of(reply(call, "stage", "")));
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    @Blocking
    Reply blocking(Call call) {
        return reply(call, "blocking", Thread.currentThread().getName() + " " + traceId());
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    @RunOnVirtualThread
    Reply virtual(Call call) {
        return reply(call, "virtual", Thread.currentThread() + " " + traceId());
    }

    @Incoming("test.call")
    @Outgoing(Channels.EVENTS)
    Reply withMetadata(Call call, EventMetadata metadata) {
        return reply(call, "withMetadata", metadata.toString());
    }
}
