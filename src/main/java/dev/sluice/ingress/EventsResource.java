package dev.sluice.ingress;

import dev.sluice.event.EventIds;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.common.util.RestMediaType;

/** Publishes events. All of it runs on the event loop: nothing here waits, and the registry is never asked. */
@Path("/events")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EventsResource {

    private static final int MULTI_STATUS = 207;

    private final PublishableTypes types;
    private final BatchReader batches;
    private final Publisher publisher;
    private final AtomicPublisher atomicPublisher;
    private final ResultWriter resultWriter;
    private final IngressConfig.Stream streamLimits;
    private final long maxEventSize;
    private final long maxBatchSize;

    EventsResource(
            PublishableTypes types,
            Publisher publisher,
            AtomicPublisher atomicPublisher,
            ResultWriter resultWriter,
            IngressConfig config) {
        this.types = types;
        this.batches = new BatchReader(types, config.maxBatchEvents());
        this.publisher = publisher;
        this.atomicPublisher = atomicPublisher;
        this.resultWriter = resultWriter;
        this.streamLimits = config.stream();
        this.maxEventSize = config.maxEventSize().asLongValue();
        this.maxBatchSize = config.maxBatchSize().asLongValue();
    }

    /** One event. */
    @POST
    @Path("{type}")
    public Uni<Response> publish(@RestPath String type, @Context RoutingContext routing) {
        PublishableType publishable = types.require(type);
        return RequestBody.read(routing, maxEventSize)
                .map(publishable::read)
                .chain(event -> publisher.publish(publishable.type(), EventIds.next(), event))
                .map(receipt -> Response.status(Response.Status.CREATED)
                        .entity(resultWriter.receipt(receipt))
                        .build());
    }

    /**
     * Many events, of any types: each for itself, or all or none.
     *
     * @param atomic whether they are written, and become visible, all or none
     */
    @POST
    public Uni<Response> publishBatch(@RestQuery boolean atomic, @Context RoutingContext routing) {
        Uni<List<BatchItem>> items = RequestBody.read(routing, maxBatchSize).map(batches::read);
        return atomic
                ? items.map(AtomicBatch::require)
                        .chain(atomicPublisher::publish)
                        .map(receipts -> Response.status(Response.Status.CREATED)
                                .entity(resultWriter.results(BatchResults.of(receipts)))
                                .build())
                : items.chain(each -> new BatchPublication(each).publish(publisher))
                        .map(results -> Response.status(MULTI_STATUS)
                                .entity(resultWriter.results(results))
                                .build());
    }

    /** Any number of events, of any types, each for itself: a line for each, and a line with its result. */
    @POST
    @Consumes(RestMediaType.APPLICATION_NDJSON)
    @Produces(RestMediaType.APPLICATION_NDJSON)
    public Flow.Publisher<byte[]> publishStream(@RestQuery boolean atomic, @Context RoutingContext routing) {
        if (atomic) {
            throw Problem.ATOMIC_STREAM.with("Send an array of events instead; nothing was written");
        }
        return new EventStream(routing.request(), batches, publisher, resultWriter, streamLimits);
    }
}
