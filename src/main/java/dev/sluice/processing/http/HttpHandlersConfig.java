package dev.sluice.processing.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP endpoints that handle events, by name. The ids of resulting events are derived from the name: an endpoint that is renamed
 * publishes results with other ids. All processes need the same handlers, the init process too.
 */
@ConfigMapping(prefix = "sluice.handlers")
public interface HttpHandlersConfig {

    /** The handlers. A name consists of lower-case letters, digits and hyphens. */
    @WithParentName
    Map<String, Handler> byName();

    /** The configuration of one handler. */
    interface Handler {

        /** Address to which events are posted. Required. */
        Optional<String> url();

        /** Names of the event types that the endpoint handles. Required. */
        Optional<List<String>> types();

        /** Maximum time for one call, connecting and reading the response included. */
        @WithDefault("10s")
        Duration timeout();

        /**
         * Maximum number of simultaneous calls, and of connections, per instance. Two events with the same key are never sent
         * simultaneously.
         */
        @WithDefault("32")
        @Min(1)
        @Max(1000)
        int maxConcurrency();

        /** Maximum size of a response. An event whose response is larger is dead-lettered. */
        @WithDefault("1M")
        MemorySize maxResponse();

        /**
         * Maximum size of the events that wait for the handler, are with it, or whose results are not committed yet, and of these
         * results, per instance. Each partition may exceed it with one event, and each call with its response.
         */
        @WithDefault("16M")
        MemorySize maxMemory();

        /** Token that is sent as {@code Authorization: Bearer}. Requires an {@code https://} address, except for the local host. */
        Optional<String> bearerToken();

        /**
         * Secret with which calls are signed according to Standard Webhooks: {@code whsec_} and 24 to 64 bytes in Base64.
         */
        Optional<String> secret();

        /**
         * Name of the TLS configuration, {@code quarkus.tls."name"}, with the certificates for this endpoint. Unset for the default
         * configuration, or the JDK's certificates if there is none.
         */
        Optional<String> tlsConfigurationName();
    }
}
