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
 * Asks the registry, and says of each failure whether asking again may help. Every call blocks, for {@value
 * #CONNECT_SECONDS} + {@value #READ_SECONDS} seconds an address at the most, so none may come from an event loop.
 */
final class SchemaRegistryClient {

    private static final int CONNECT_SECONDS = 2;
    private static final int READ_SECONDS = 5;
    /** Some registries quote both schemas. */
    private static final int LONGEST_REASON = 500;

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
            throw new ConfigException("The key store " + store.location() + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Registers a schema, unless it is there.
     *
     * @throws SchemaRejectedException if it is invalid or incompatible
     * @throws SchemaRegistryUnavailableException if there is no answer
     */
    int register(String subject, String schema) {
        return ask("register " + subject, api -> api.register(subject, new SchemaText(schema))
                .id());
    }

    /**
     * The id of a schema that is registered.
     *
     * @throws SchemaRejectedException if it is not
     * @throws SchemaRegistryUnavailableException if there is no answer
     */
    int lookUp(String subject, String schema) {
        return ask("look up " + subject, api -> api.lookUp(subject, new SchemaText(schema))
                .id());
    }

    /**
     * The latest version of a subject.
     *
     * @throws SchemaRejectedException if there is no such subject
     * @throws SchemaRegistryUnavailableException if there is no answer
     */
    SubjectVersion latest(String subject) {
        return ask("look up the latest version of " + subject, api -> api.latest(subject));
    }

    /**
     * The schema with an id.
     *
     * @throws SchemaRejectedException if there is none
     * @throws SchemaRegistryUnavailableException if there is no answer
     */
    String schema(int id) {
        return ask("fetch schema " + id, api -> api.schema(id).schema());
    }

    /** What the registry says of it, in a message that anybody may read. */
    private static String reason(WebApplicationException refusal) {
        try {
            String message = JSON.readTree(refusal.getResponse().readEntity(String.class))
                    .path("message")
                    .asText()
                    .replaceAll("\\s+", " ")
                    .strip();
            return message.isEmpty() ? "" : ": " + message.substring(0, Math.min(message.length(), LONGEST_REASON));
        } catch (JsonProcessingException | RuntimeException noJson) {
            return "";
        }
    }

    private <T> T ask(String what, Function<SchemaRegistryApi, T> question) {
        RuntimeException failure = null;
        for (SchemaRegistryApi address : addresses) {
            try {
                return question.apply(address);
            } catch (WebApplicationException e) {
                int status = e.getResponse().getStatus();
                if (status == 404 || status == 409 || status == 422) {
                    throw new SchemaRejectedException(
                            "The schema registry refused to " + what + " (HTTP " + status + ")" + reason(e));
                }
                failure = e;
            } catch (ProcessingException e) {
                failure = e;
            }
        }
        throw new SchemaRegistryUnavailableException(
                "The schema registry did not " + what + (failure == null ? "" : ": " + failure.getMessage()), failure);
    }
}
