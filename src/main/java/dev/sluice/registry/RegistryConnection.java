package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP requests to the registry, limited in time and size. Thread-safe.
 *
 * <p>The JDK's client, because Quarkus's REST client reads a response of any size, for as long as any of its bytes arrive
 * (ClientSendRequestHandler, Quarkus 3.33.2, look again after it).
 */
final class RegistryConnection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Maximum length of a response in bytes. Kafka's default limits a schema in Confluent's registry to 1 MB. */
    private static final int MAX_RESPONSE = 4 * 1024 * 1024;

    private final HttpClient client;
    private final Optional<String> authorization;
    private final Duration timeout;

    /** @param timeout maximum time for a request and its response, connecting included */
    RegistryConnection(SchemaRegistryConfig config, Duration timeout) {
        this.client = client(config);
        this.authorization = config.userInfo()
                .map(userInfo -> "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8)));
        this.timeout = timeout;
    }

    private static HttpClient client(SchemaRegistryConfig config) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (config.trustStore().isPresent() || config.keyStore().isPresent()) {
            builder.sslContext(sslContext(config));
        }
        return builder.build();
    }

    private static SSLContext sslContext(SchemaRegistryConfig config) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(config.trustStore()));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(
                    load(config.keyStore()),
                    config.keyStore()
                            .map(store -> store.password().toCharArray())
                            .orElse(null));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ConfigException("Cannot use the key stores of the schema registry: " + e.getMessage());
        }
    }

    /** Returns the content of a store; null, which means the JDK's default, if there is none. */
    private static @Nullable KeyStore load(Optional<SchemaRegistryConfig.Store> configured) {
        if (configured.isEmpty()) {
            return null;
        }
        SchemaRegistryConfig.Store store = configured.get();
        try (InputStream in = Files.newInputStream(Path.of(store.location()))) {
            KeyStore keyStore = KeyStore.getInstance(store.type());
            keyStore.load(in, store.password().toCharArray());
            return keyStore;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException("Cannot read key store " + store.location() + ": " + e.getMessage());
        }
    }

    /**
     * Sends a request and returns the response, whatever its status.
     *
     * @param body the JSON to post; empty for a GET
     * @throws IOException if there is no complete response in time, or if it is too long
     */
    HttpResponse<byte[]> send(URI uri, Optional<String> body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        authorization.ifPresent(value -> request.header("Authorization", value));
        body.ifPresent(json ->
                request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), head -> new LimitedBody(MAX_RESPONSE));
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException) {
                throw new IOException("no such host: " + uri.getHost(), cause);
            }
            throw cause instanceof IOException failure ? failure : new IOException(cause);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("no complete response within " + timeout.toSeconds() + " s");
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
