package dev.sluice.processing.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * An endpoint that handles events. {@link #toString()} omits the secrets.
 *
 * @param types the names of the event types that it handles
 * @param timeout maximum time for one call
 * @param maxConcurrency maximum number of simultaneous calls
 * @param maxResponse maximum size of a response in bytes
 * @param maxMemory maximum size of events and results in memory, in bytes
 * @param authorization the value of the header {@code Authorization}
 * @param tls name of a TLS configuration
 */
record HttpHandler(
        String name,
        URI url,
        Set<String> types,
        Duration timeout,
        int maxConcurrency,
        int maxResponse,
        long maxMemory,
        Optional<String> authorization,
        Optional<WebhookSignature> signature,
        Optional<String> tls) {

    /** @throws IllegalArgumentException if the configuration is invalid, which {@link HttpHandlersCheck} reports */
    static HttpHandler of(String name, HttpHandlersConfig.Handler config) {
        return new HttpHandler(
                name,
                uri(config.url().orElse("")),
                Set.copyOf(config.types().orElseThrow(() -> new IllegalArgumentException("types is not set"))),
                config.timeout(),
                config.maxConcurrency(),
                (int) Math.min(Integer.MAX_VALUE, config.maxResponse().asLongValue()),
                config.maxMemory().asLongValue(),
                config.bearerToken().map(token -> "Bearer " + token.strip()),
                config.secret().map(WebhookSignature::of),
                config.tlsConfigurationName());
    }

    /** @throws IllegalArgumentException if an address is not an absolute http or https URL with a host and without user info */
    static URI uri(String url) {
        URI uri = URI.create(url);
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("must be an http:// or https:// address");
        }
        return uri;
    }

    boolean isEncrypted() {
        return "https".equals(url.getScheme());
    }

    int port() {
        return url.getPort() >= 0 ? url.getPort() : isEncrypted() ? 443 : 80;
    }

    /** Returns path and query. */
    String target() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    @Override
    public String toString() {
        return name;
    }
}
