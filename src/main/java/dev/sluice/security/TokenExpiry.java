package dev.sluice.security;

import dev.sluice.http.RequestProblem;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The time at which a request's token is no longer accepted. The filter checks a token when a request begins. A stream, or a request
 * whose body arrives slowly, checks the time again before it publishes for the caller. Requests without a token never expire. For the request's event loop.
 */
public final class TokenExpiry {

    private static final String KEY = TokenExpiry.class.getName();
    private static final TokenExpiry NEVER = new TokenExpiry(Clock.systemUTC(), Long.MAX_VALUE);
    private static final long MAX_TIMER_MILLIS = Duration.ofHours(1).toMillis();

    private final Clock clock;
    private final long millis;

    private TokenExpiry(Clock clock, long millis) {
        this.clock = clock;
        this.millis = millis;
    }

    /** Returns the expiry of a request's token. */
    public static TokenExpiry of(RoutingContext request) {
        TokenExpiry expiry = request.get(KEY);
        return expiry == null ? NEVER : expiry;
    }

    /** Returns whether the token has expired. */
    public boolean isPast() {
        return millis != Long.MAX_VALUE && clock.millis() >= millis;
    }

    /**
     * Rejects a request whose token has expired.
     *
     * @throws HttpProblem with status 401
     */
    public void check() {
        if (isPast()) {
            throw RequestProblem.unauthenticated(true);
        }
    }

    /**
     * Runs an action on the current event loop when the token expires.
     *
     * @return cancels the action; call it when the request ends
     */
    public Runnable onPast(Runnable action) {
        if (millis == Long.MAX_VALUE) {
            return () -> {};
        }
        Timer timer = new Timer(Vertx.currentContext().owner(), action);
        timer.start();
        return timer::cancel;
    }

    /** A timer that follows the clock, which can differ from that of the event loop. */
    private final class Timer {

        private final Vertx vertx;
        private final Runnable action;
        private long id;

        Timer(Vertx vertx, Runnable action) {
            this.vertx = vertx;
            this.action = action;
        }

        void start() {
            long left = Math.max(1, millis - clock.millis());
            id = vertx.setTimer(Math.min(left, MAX_TIMER_MILLIS), fired -> {
                if (isPast()) {
                    action.run();
                } else {
                    start();
                }
            });
        }

        void cancel() {
            vertx.cancelTimer(id);
        }
    }

    /** Sets the expiry of requests: that of the token, or earlier if {@code quarkus.oidc.token.age} limits its age. */
    @ApplicationScoped
    static class Factory {

        private final Clock clock;
        private final TenantConfigBean tenants;

        Factory(Clock clock, TenantConfigBean tenants) {
            this.clock = clock;
            this.tenants = tenants;
        }

        void set(RoutingContext request, SecurityIdentity identity) {
            if (identity.getPrincipal() instanceof JsonWebToken token) {
                request.put(KEY, new TokenExpiry(clock, millis(token)));
            }
        }

        private long millis(JsonWebToken token) {
            var config = tenants.getDefaultTenant().oidcConfig().token();
            long seconds = config.age()
                    .map(age -> Math.min(token.getExpirationTime(), token.getIssuedAtTime() + age.toSeconds()))
                    .orElse(token.getExpirationTime());
            // Saturates: providers can use the largest number for never.
            return Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE * 1_000L))
                    .plusSeconds(config.lifespanGrace().orElse(0))
                    .toMillis();
        }
    }
}
