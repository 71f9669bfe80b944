package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.registry.SchemaRegistryApi.SchemaText;
import dev.sluice.registry.SchemaRegistryApi.SubjectVersion;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.config.ConfigException;

/**
 * A client of the registry, whose exceptions say whether a retry may help. Every call blocks for up to {@value
 * #CONNECT_SECONDS} + {@value #READ_SECONDS} seconds per address, so do not call it on an event loop.
 */
final class SchemaRegistryClient {

    private static final int CONNECT_SECONDS = 2;
    private static final int READ_SECONDS = 5;
    /** Maximum length of a reason in characters, since some registries quote both schemas. */
    private static final int MAX_REASON_LENGTH = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<SchemaRegistryApi> addresses;

    SchemaRegistryClient(SchemaRegistryConfig config) {
        addresses = config.urls().stream().map(url -> connect(url, config)).toList();
    }

    private static SchemaRegistryApi connect(URI url, SchemaRegistryConfig config) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(READ_SECONDS, TimeUnit.SECONDS);
        config.userInfo().ifPresent(userInfo -> {
            String credentials = "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8));
            ClientRequestFilter authenticate =
                    request -> request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, credentials);
            builder.register(authenticate);
        });
        config.trustStore().ifPresent(store -> builder.trustStore(load(store), store.password()));
        config.keyStore().ifPresent(store -> builder.keyStore(load(store), store.password()));
        return builder.build(SchemaRegistryApi.class);
    }

    private static KeyStore load(SchemaRegistryConfig.Store store) {
        try (InputStream in = Files.newInputStream(Path.of(store.location()))) {
            KeyStore keyStore = KeyStore.getInstance(store.type());
            keyStore.load(in, store.password().toCharArray());
            return keyStore;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException("Cannot read key store " + store.location() + ": " + e.getMessage());
        }
    }

    /**
     * Registers a schema unless it is registered already, and returns its id.
     *
     * @throws SchemaRejectedException if the schema is invalid or incompatible
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    int register(String subject, String schema) {
        return call("register " + subject, api -> api.register(subject, new SchemaText(schema))
                .id());
    }

    /**
     * Returns the id of a registered schema.
     *
     * @throws SchemaRejectedException if the schema is not registered
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    int lookUp(String subject, String schema) {
        return call("look up " + subject, api -> api.lookUp(subject, new SchemaText(schema))
                .id());
    }

    /**
     * Returns the latest version of a subject.
     *
     * @throws SchemaRejectedException if the subject does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    SubjectVersion latest(String subject) {
        return call("look up the latest version of " + subject, api -> api.latest(subject));
    }

    /**
     * Returns the schema with an id.
     *
     * @throws SchemaRejectedException if the id does not exist
     * @throws SchemaRegistryUnavailableException if the registry is unavailable
     */
    String schema(int id) {
        return call("fetch schema " + id, api -> api.schema(id).schema());
    }

    /** Returns the registry's error message for display, on one line and shortened. */
    private static String reason(WebApplicationException rejection) {
        try {
            String message = JSON.readTree(rejection.getResponse().readEntity(String.class))
                    .path("message")
                    .asText()
                    .replaceAll("\\s+", " ")
                    .strip();
            return message.isEmpty() ? "" : ": " + message.substring(0, Math.min(message.length(), MAX_REASON_LENGTH));
        } catch (JsonProcessingException | RuntimeException notJson) {
            return "";
        }
    }

    private <T> T call(String action, Function<SchemaRegistryApi, T> request) {
        RuntimeException failure = null;
        for (SchemaRegistryApi address : addresses) {
            try {
                return request.apply(address);
            } catch (WebApplicationException e) {
                int status = e.getResponse().getStatus();
                if (status == 404 || status == 409 || status == 422) {
                    throw new SchemaRejectedException(
                            "the schema registry refused to " + action + " (HTTP " + status + ")" + reason(e));
                }
                failure = e;
            } catch (ProcessingException e) {
                failure = e;
            }
        }
        throw new SchemaRegistryUnavailableException(
                "the schema registry failed to " + action + (failure == null ? "" : ": " + failure.getMessage()),
                failure);
    }
}
