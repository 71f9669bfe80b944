package dev.sluice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.Set;

/**
 * Problem documents for requests that fail outside of a resource, where Vert.x and Quarkus would answer with an empty body or
 * with HTML: for example because of a missing {@code Host}, or because the port for health and metrics has no such path.
 */
@ApplicationScoped
class RouterProblems {

    /** The statuses with which a router itself answers requests that no route matches or that fail before any route. */
    private static final Set<Integer> ROUTER_STATUSES = Set.of(400, 404, 500);

    private final ObjectMapper json;

    RouterProblems(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        // Quarkus adds its own last handler after this one.
        router.route().last().failureHandler(this::answer);
        ROUTER_STATUSES.forEach(status -> router.errorHandler(status, this::answer));
    }

    void register(@Observes ManagementInterface management) {
        ROUTER_STATUSES.forEach(status -> management.router().errorHandler(status, this::answer));
    }

    private void answer(RoutingContext routing) {
        if (routing.failure() instanceof SecurityException) {
            // The exception mappers of dev.sluice.security follow.
            routing.next();
            return;
        }
        HttpServerResponse response = routing.response();
        if (response.headWritten()) {
            routing.request().connection().close();
            return;
        }
        Throwable cause = Objects.requireNonNullElseGet(
                routing.failure(), () -> new IllegalStateException("the router gave no cause"));
        HttpProblem problem = ExceptionMapperBase.postProcessorsRegistry.applyPostProcessing(
                problem(routing), ProblemContext.of(cause, path(routing)));
        response.setStatusCode(problem.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, HttpProblem.MEDIA_TYPE.toString());
        problem.getHeaders().forEach((name, value) -> response.putHeader(name, value.toString()));
        response.end(body(problem));
    }

    private static HttpProblem problem(RoutingContext routing) {
        if (routing.failure() instanceof HttpProblem problem) {
            return problem;
        }
        int status = routing.statusCode() < 400 ? 500 : routing.statusCode();
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(HttpResponseStatus.valueOf(status).reasonPhrase())
                .withDetail(status == 400 ? "The request is not valid HTTP" : null)
                .build();
    }

    private static String path(RoutingContext routing) {
        String path = routing.request().path();
        return path == null ? "" : path;
    }

    private Buffer body(HttpProblem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem consists of text, numbers and truth values", e);
        }
    }
}
