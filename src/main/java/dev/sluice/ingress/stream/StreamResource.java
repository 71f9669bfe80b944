package dev.sluice.ingress.stream;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.Drain;
import dev.sluice.http.ServedBy;
import dev.sluice.ingress.BatchItem;
import dev.sluice.ingress.IngressConfig;
import dev.sluice.ingress.KeyOrder;
import dev.sluice.ingress.PublishProblem;
import dev.sluice.ingress.PublishRequestHandler;
import dev.sluice.ingress.PublishableTypes;
import dev.sluice.ingress.Publisher;
import dev.sluice.ingress.ResultWriter;
import dev.sluice.ingress.batch.BatchItemReader;
import dev.sluice.ingress.batch.BatchPublication;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.ingress.stream.NdjsonSplitter.Line;
import dev.sluice.runtime.Component;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.RateLimit;
import dev.sluice.security.Roles;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.common.util.RestMediaType;

/** Publishes streams. Runs on the event loop and never blocks. */
@Path(PublishRequestHandler.PATH)
@ServedBy(Component.INGRESS)
@AllowedRoles(Roles.PUBLISHER)
@Consumes(RestMediaType.APPLICATION_NDJSON)
@Produces(RestMediaType.APPLICATION_NDJSON)
@Tag(name = "Events")
class StreamResource {

    private static final int OK = 200;

    private final BatchItemReader items;
    private final Publisher publisher;
    private final ResultWriter writer;
    private final PublishRequestHandler requests;
    private final Drain drain;
    private final RateLimit rate;
    private final OpenStreams streams;
    private final IngressConfig.Stream limits;
    private final int maxKeyedEvents;
    private final long maxKeyedSize;

    StreamResource(
            PublishableTypes types,
            Publisher publisher,
            ResultWriter writer,
            PublishRequestHandler requests,
            RateLimit rate,
            OpenStreams streams,
            Drain drain,
            IngressConfig config) {
        this.items = new BatchItemReader(types, config.acceptIds());
        this.publisher = publisher;
        this.writer = writer;
        this.requests = requests;
        this.drain = drain;
        this.rate = rate;
        this.streams = streams;
        this.limits = config.stream();
        this.maxKeyedEvents = config.maxBatchEvents();
        this.maxKeyedSize = config.maxBatchSize().asLongValue();
    }

    /**
     * Publishes any number of events of any types, one per line, and returns one result per line while the stream is open. A
     * stream with an {@code Idempotency-Key} is read to its end first, and has the limits of a batch.
     */
    @POST
    @Operation(hidden = true) // Documented by BatchResource.publishBatch.
    public Flow.Publisher<byte[]> publishStream(
            @RestQuery boolean atomic,
            @RestQuery @DefaultValue("true") boolean ordered,
            @Context RoutingContext routing) {
        if (atomic) {
            throw PublishProblem.ATOMIC_STREAM.with(
                    "Send a JSON array of events to publish them atomically; nothing was written");
        }
        KeyOrder order = new KeyOrder(ordered);
        Caller caller = Caller.of(routing);
        rate.acquire(caller);
        if (PublishRequestHandler.hasKey(routing)) {
            return RestMulti.fromUniResponse(
                    requests.handle(
                            routing,
                            maxKeyedSize,
                            (body, ids, memory) -> read(body, caller, ids, memory),
                            items -> publishKeyed(items, caller, order)),
                    response -> Multi.createFrom().item((byte[]) response.getEntity()),
                    Response::getStringHeaders,
                    Response::getStatus);
        }
        OpenStreams.Permit permit = streams.open(caller);
        // A request that ends before its response starts has no subscriber that would close the permit.
        routing.addEndHandler(ended -> permit.close());
        return new NdjsonPublisher(
                routing,
                new LineItemReader(items, caller),
                publisher,
                writer,
                new NdjsonPublisher.Limits(rate.of(caller), permit, limits),
                drain,
                order);
    }

    private Uni<StoredResponse> publishKeyed(List<BatchItem> stream, Caller caller, KeyOrder order) {
        rate.acquireRest(caller, stream.size());
        return new BatchPublication(stream, order)
                .publish(publisher)
                .map(batch -> new StoredResponse(
                        OK, RestMediaType.APPLICATION_NDJSON, writer.lines(batch.results()), !batch.isRetryable()));
    }

    /**
     * Reads a whole stream.
     *
     * @param ids the ids for events without an id of their own
     * @param memory acquires memory for the problems of refused items
     * @throws HttpProblem if the stream has too many events, or if the budget has no room for the problems of its refused items
     */
    private List<BatchItem> read(byte[] body, Caller caller, EventIdSource ids, BodyBudget.Reservation memory) {
        NdjsonSplitter lines = new NdjsonSplitter(limits.maxLineSize().asLongValue());
        lines.feed(body);
        lines.end();
        LineItemReader reader = new LineItemReader(items, caller);
        List<BatchItem> stream = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                int position = stream.size();
                if (position == maxKeyedEvents) {
                    throw PublishProblem.tooManyEvents(maxKeyedEvents);
                }
                BatchItem item = reader.read(line, () -> ids.at(position));
                item.acquire(memory);
                stream.add(item);
            }
        }
        return stream;
    }
}
