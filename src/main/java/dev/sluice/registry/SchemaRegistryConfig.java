package dev.sluice.registry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of the serializer and the deserializer, under the keys of Confluent's. Secrets are kept out of
 * {@link #toString()}.
 *
 * @param urls {@code schema.registry.url}: of one registry; a comma separates addresses that are tried in turn
 * @param userInfo {@code basic.auth.user.info}: user name, colon, password
 * @param trustStore {@code schema.registry.ssl.truststore.*}
 * @param keyStore {@code schema.registry.ssl.keystore.*}
 * @param autoRegister {@code auto.register.schemas}: whether a schema that the registry lacks is registered, or is an error
 * @param useLatest {@code use.latest.version}: whether the latest version of the subject is used; it must be the schema of
 *     the class, but for documentation
 * @param strategy {@code value.subject.name.strategy}
 */
record SchemaRegistryConfig(
        List<URI> urls,
        Optional<String> userInfo,
        Optional<Store> trustStore,
        Optional<Store> keyStore,
        boolean autoRegister,
        boolean useLatest,
        SubjectNameStrategy strategy) {

    static final String SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";
    private static final String URL = "schema.registry.url";

    /** A key store in a file: of type PKCS12 or JKS. */
    record Store(String location, String password, String type) {
        @Override
        public String toString() {
            return location;
        }
    }

    /** @throws ConfigException if there is no address, or a value is none of those allowed */
    static SchemaRegistryConfig of(Map<String, ?> settings) {
        String urls = text(settings, URL)
                .orElseThrow(() -> new ConfigException(URL + " is not set: it must be the schema registry's address"));
        return new SchemaRegistryConfig(
                Arrays.stream(urls.split(",")).map(SchemaRegistryConfig::uri).toList(),
                text(settings, "basic.auth.user.info"),
                store(settings, "truststore"),
                store(settings, "keystore"),
                flag(settings, "auto.register.schemas", true),
                flag(settings, "use.latest.version", false),
                SubjectNameStrategy.named(text(settings, SUBJECT_NAME_STRATEGY).orElse("TopicNameStrategy")));
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.trim().replaceFirst("/+$", ""));
            if ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException notUri) {
            // as one of another scheme
        }
        throw new ConfigException(URL, url, "must be an address that starts with http:// or https://");
    }

    private static Optional<Store> store(Map<String, ?> settings, String kind) {
        String prefix = "schema.registry.ssl." + kind + ".";
        return text(settings, prefix + "location")
                .map(location -> new Store(
                        location,
                        text(settings, prefix + "password").orElse(""),
                        text(settings, prefix + "type").orElse("PKCS12")));
    }

    private static boolean flag(Map<String, ?> settings, String key, boolean defaultValue) {
        return text(settings, key)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new ConfigException(key, value, "must be true or false");
                })
                .orElse(defaultValue);
    }

    private static Optional<String> text(Map<String, ?> settings, String key) {
        return Optional.ofNullable(settings.get(key)).map(Object::toString).filter(value -> !value.isBlank());
    }

    @Override
    public String toString() {
        return urls.toString();
    }
}
