package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;

/** A gateway in front of a registry, with TLS and basic authentication, as in production. */
public final class SecuredRegistry implements AutoCloseable {

    /** The only user and password that the gateway accepts. */
    public static final String USER_INFO = "alice:s3cret";

    private final Path keyStore = KeyStores.forLocalhost();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI registry;
    private final HttpsServer gateway;

    /** Starts a gateway in front of the registry at an address. */
    public SecuredRegistry(String address) throws IOException {
        registry = URI.create(address);
        gateway = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        gateway.setHttpsConfigurator(new HttpsConfigurator(KeyStores.context(keyStore)));
        gateway.createContext("/", this::forward);
        gateway.start();
    }

    public String address() {
        return "https://localhost:" + gateway.getAddress().getPort() + registry.getPath();
    }

    /** Returns the trust store for clients; its password is {@link KeyStores#PASSWORD}. */
    public Path trustStore() {
        return keyStore;
    }

    private void forward(HttpExchange exchange) throws IOException {
        String expected = "Basic " + Base64.getEncoder().encodeToString(USER_INFO.getBytes(UTF_8));
        try (exchange) {
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(
                                    registry.resolve(exchange.getRequestURI().toString()))
                            .header("Content-Type", "application/json")
                            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        gateway.stop(0);
    }
}
