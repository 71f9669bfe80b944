package dev.sluice.ingress;

import dev.sluice.http.BodyBudget;
import dev.sluice.http.Drain;
import dev.sluice.ingress.idempotency.EventIdSource;
import dev.sluice.ingress.idempotency.StoredResponse;
import dev.sluice.security.AllowedRoles;
import dev.sluice.security.Caller;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.common.util.RestMediaType;

/** Publishes events. All of it runs on the event loop: nothing here waits, and the registry is never asked. */
@Path(EventsResource.PATH)
@AllowedRoles(Roles.PUBLISHER)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
class EventsResource {

    static final String PATH = "/events";

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int MULTI_STATUS = 207;
    private static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

    private final PublishableTypes types;
    private final BatchItemReader items;
    private final BatchReader batches;
    private final Publisher publisher;
    private final AtomicPublisher atomicPublisher;
    private final ResultWriter resultWriter;
    private final PublishRequestHandler requests;
    private final RateLimit rate;
    private final BodyBudget memory;
    private final Drain drain;
    private final IngressConfig.Stream streamLimits;
    private final long maxEventSize;
    private final long maxBatchSize;

    EventsResource(
            PublishableTypes types,
            Publisher publisher,
            AtomicPublisher atomicPublisher,
            ResultWriter resultWriter,
            PublishRequestHandler requests,
            RateLimit rate,
            BodyBudget memory,
            Drain drain,
            IngressConfig config) {
        this.types = types;
        this.items = new BatchItemReader(types);
        this.batches = new BatchReader(items, config.maxBatchEvents());
        this.publisher = publisher;
        this.atomicPublisher = atomicPublisher;
        this.resultWriter = resultWriter;
        this.requests = requests;
        this.rate = rate;
        this.memory = memory;
        this.drain = drain;
        this.streamLimits = config.stream();
        this.maxEventSize = config.maxEventSize().asLongValue();
        this.maxBatchSize = config.maxBatchSize().asLongValue();
    }

    /** Whether a request's path is one of these. */
    static boolean isPath(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** One event. */
    @POST
    @Path("{type}")
    @Consumes({MediaType.APPLICATION_JSON, EventEncoding.AVRO_JSON_TYPE, EventEncoding.AVRO_BINARY_TYPE})
    @Operation(summary = "Publish an event")
    @APIResponse(
            responseCode = "201",
            description = "All in-sync replicas have the event",
            content = @Content(schema = @Schema(implementation = Receipt.class), example = Receipt.EXAMPLE))
    public Uni<Response> publish(@RestPath String type, @Context RoutingContext routing) {
        Caller client = Caller.of(routing);
        rate.require(client);
        PublishableType publishable = types.require(type, client);
        EventEncoding encoding = EventEncoding.of(routing.request().getHeader(HttpHeaders.CONTENT_TYPE));
        return requests.answer(routing, maxEventSize, (body, ids) -> publisher
                .publish(publishable.type(), ids.at(0), publishable.read(body, encoding))
                .map(receipt -> new StoredResponse(CREATED, JSON, resultWriter.receipt(receipt), true)));
    }

    /**
     * Many events, of any types: each for itself, or all or none.
     *
     * @param atomic whether they are written, and become visible, all or none
     */
    @POST
    @Operation(
            operationId = "publish-many",
            summary = "Publish many events, of any types",
            description = "Each by itself; with atomic=true all of them atomically")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = BatchEvent.class),
                        example = "[" + BatchEvent.EXAMPLE + "]"),
                @Content(
                        mediaType = RestMediaType.APPLICATION_NDJSON,
                        schema = @Schema(implementation = BatchEvent.class),
                        example = BatchEvent.EXAMPLE)
            })
    @APIResponse(
            responseCode = "200",
            description = "A result for each line, in order, as soon as there is one",
            content =
                    @Content(
                            mediaType = RestMediaType.APPLICATION_NDJSON,
                            schema = @Schema(implementation = BatchResults.Result.class),
                            example = BatchResults.Result.EXAMPLE))
    @APIResponse(
            responseCode = "201",
            description = "All events are written: the answer with atomic=true",
            content = @Content(schema = @Schema(implementation = BatchResults.class), example = BatchResults.EXAMPLE))
    @APIResponse(
            responseCode = "207",
            description = "The outcome of each event, in order",
            content = @Content(schema = @Schema(implementation = BatchResults.class), example = BatchResults.EXAMPLE))
    public Uni<Response> publishBatch(
            @Parameter(description = "Whether all events are published, or none; not for lines")
                    @RestQuery
                    @DefaultValue("false")
                    boolean atomic,
            @Context RoutingContext routing) {
        Caller client = Caller.of(routing);
        rate.require(client);
        return requests.answer(routing, maxBatchSize, (body, ids) -> {
            List<BatchItem> items = batches.read(body, client, ids);
            rate.requireRest(client, items.size());
            return atomic
                    ? atomicPublisher
                            .publish(AtomicBatch.require(items))
                            .map(receipts -> new StoredResponse(
                                    CREATED, JSON, resultWriter.results(BatchResults.of(receipts)), true))
                    : new BatchPublication(items)
                            .publish(publisher)
                            .map(results -> new StoredResponse(
                                    MULTI_STATUS, JSON, resultWriter.results(results), !results.isRetryable()));
        });
    }

    /**
     * Any number of events, of any types, each for itself: a line for each, and a line with its result. With a key it must
     * come as a whole, and is no longer than a batch.
     */
    @POST
    @Consumes(RestMediaType.APPLICATION_NDJSON)
    @Produces(RestMediaType.APPLICATION_NDJSON)
    @Operation(hidden = true) // OpenAPI has one operation for a path and method: publishBatch
    public Flow.Publisher<byte[]> publishStream(@RestQuery boolean atomic, @Context RoutingContext routing) {
        if (atomic) {
            throw PublishProblem.ATOMIC_STREAM.with("Send an array of events instead; nothing was written");
        }
        Caller client = Caller.of(routing);
        rate.require(client);
        if (PublishRequestHandler.hasKey(routing)) {
            return RestMulti.fromUniResponse(
                    requests.answer(routing, maxBatchSize, (body, ids) -> publishLines(body, client, ids)),
                    answer -> Multi.createFrom().item((byte[]) answer.getEntity()),
                    Response::getStringHeaders,
                    Response::getStatus);
        }
        return new NdjsonPublisher(
                routing.request(), client, items, rate, publisher, resultWriter, memory, drain, streamLimits);
    }

    private Uni<StoredResponse> publishLines(byte[] body, Caller client, EventIdSource ids) {
        List<BatchItem> items =
                batches.readLines(body, streamLimits.maxLineSize().asLongValue(), client, ids);
        rate.requireRest(client, items.size());
        return new BatchPublication(items)
                .publish(publisher)
                .map(results -> new StoredResponse(
                        OK, RestMediaType.APPLICATION_NDJSON, resultWriter.lines(results), !results.isRetryable()));
    }
}
