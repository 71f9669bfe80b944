package dev.sluice.registry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of the serializer and the deserializer, by Confluent's keys. {@link #toString()} omits secrets.
 *
 * @param urls {@code schema.registry.url}: addresses of one registry, separated by commas and tried in order
 * @param userInfo {@code basic.auth.user.info}: user name, colon, password
 * @param trustStore {@code schema.registry.ssl.truststore.*}
 * @param keyStore {@code schema.registry.ssl.keystore.*}
 * @param autoRegister {@code auto.register.schemas}: whether to register missing schemas; otherwise they are errors
 * @param useLatest {@code use.latest.version}: whether to use the latest version of the subject, which must equal the schema
 *     of the class except for documentation
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

    /** A key store in a file, of type PKCS12 or JKS. */
    record Store(String location, String password, String type) {
        @Override
        public String toString() {
            return location;
        }
    }

    /** @throws ConfigException if there is no address or a value is invalid */
    static SchemaRegistryConfig of(Map<String, ?> settings) {
        String urls = text(settings, URL)
                .orElseThrow(
                        () -> new ConfigException(URL + " is not set: set it to the address of the schema registry"));
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
            // Rejected below.
        }
        throw new ConfigException(URL, url, "must be an http:// or https:// address");
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

    /** A rule for the subject of a value's schema. Names are those of Confluent's classes, with or without a package. */
    enum SubjectNameStrategy {
        /** {@code parcels-value}: one event type per topic. */
        TOPIC_NAME {
            @Override
            String subject(String topic, Schema schema) {
                return topic + "-value";
            }
        },
        /** {@code com.acme.ParcelCreated}: one schema for all topics. */
        RECORD_NAME {
            @Override
            String subject(String topic, Schema schema) {
                return schema.getFullName();
            }
        },
        /** {@code parcels-com.acme.ParcelCreated}: several event types per topic. */
        TOPIC_RECORD_NAME {
            @Override
            String subject(String topic, Schema schema) {
                return topic + "-" + schema.getFullName();
            }
        };

        abstract String subject(String topic, Schema schema);

        /** @throws ConfigException if the name is unknown */
        static SubjectNameStrategy named(String name) {
            String simpleName = name.substring(name.lastIndexOf('.') + 1);
            return Arrays.stream(values())
                    .filter(strategy -> strategy.className().equals(simpleName.toLowerCase(Locale.ROOT)))
                    .findAny()
                    .orElseThrow(() -> new ConfigException(
                            SUBJECT_NAME_STRATEGY,
                            name,
                            "must be one of TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy"));
        }

        private String className() {
            return name().replace("_", "").toLowerCase(Locale.ROOT) + "strategy";
        }
    }
}
