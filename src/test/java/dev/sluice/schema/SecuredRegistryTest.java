package dev.sluice.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.order.event.LineItem;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.KeyStores;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real registry behind a gateway with TLS and basic authentication, as it stands in production. */
@QuarkusTest
class SecuredRegistryTest {

    private static final LineItem ITEM = new LineItem("WIDGET-A", 3, new BigDecimal("29.99"));

    DevServicesContext devServices;
    Path keyStore;
    HttpsServer gateway;

    @BeforeEach
    void startGateway() throws Exception {
        keyStore = KeyStores.ofLocalhost();
        gateway = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        gateway.setHttpsConfigurator(new HttpsConfigurator(tls()));
        URI registry = URI.create(new DevServers(devServices).registry());
        gateway.createContext("/", exchange -> forward(exchange, registry));
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        gateway.stop(0);
    }

    @Test
    void withTheRightTrustStoreAndCredentialsTheRegistryAnswers() {
        assertThat(serialize("alice:s3cret", true)).isNotEmpty();
    }

    @Test
    void withAnotherPasswordItDoesNot() {
        assertThatThrownBy(() -> serialize("alice:wrong", true))
                .isInstanceOf(SchemaRegistryUnavailableException.class)
                .hasMessageNotContaining("wrong");
    }

    @Test
    void withoutTheTrustStoreItIsNotTrusted() {
        assertThatThrownBy(() -> serialize("alice:s3cret", false))
                .isInstanceOf(SchemaRegistryUnavailableException.class);
    }

    private byte[] serialize(String userInfo, boolean trusted) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(
                "schema.registry.url",
                "https://localhost:" + gateway.getAddress().getPort() + "/apis/ccompat/v7");
        settings.put("basic.auth.user.info", userInfo);
        if (trusted) {
            settings.put("schema.registry.ssl.truststore.location", keyStore.toString());
            settings.put("schema.registry.ssl.truststore.password", KeyStores.PASSWORD);
        }
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings, false);
        return serializer.serialize("secured", ITEM);
    }

    private static void forward(HttpExchange exchange, URI registry) throws IOException {
        String expected = "Basic " + Base64.getEncoder().encodeToString("alice:s3cret".getBytes(UTF_8));
        try (exchange) {
            if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(registry.resolve(
                                            exchange.getRequestURI().getRawPath()))
                                    .header("Content-Type", "application/json")
                                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private SSLContext tls() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, KeyStores.PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, KeyStores.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
