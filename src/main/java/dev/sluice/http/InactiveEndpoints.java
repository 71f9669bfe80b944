package dev.sluice.http;

import dev.sluice.runtime.ActiveComponents;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;

/** Answers requests to inactive {@link Endpoints} as if their paths did not exist. */
@ApplicationScoped
class InactiveEndpoints {

    /** After {@link RequestHeadCheck}, before authorization and all resources. */
    private static final int ORDER = -899;

    private final Endpoints endpoints;

    InactiveEndpoints(ActiveComponents components, Config config) {
        this.endpoints = Endpoints.of(components, config);
    }

    void register(@Observes Router router) {
        if (endpoints.areAllActive()) {
            return;
        }
        router.route().order(ORDER).handler(routing -> {
            if (endpoints.isInactive(
                    routing.request().method().name(), routing.request().path())) {
                routing.fail(404);
            } else {
                routing.next();
            }
        });
    }
}
