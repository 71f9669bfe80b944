package dev.sluice.example.orders.manifests;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/** Parses manifests into typed objects and rejects unknown properties. */
final class StrictParser {

    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.ofEntries(
            entry("v1/ConfigMap", ConfigMap.class),
            entry("v1/Namespace", Namespace.class),
            entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
            entry("v1/Secret", Secret.class),
            entry("v1/Service", Service.class),
            entry("v1/ServiceAccount", ServiceAccount.class),
            entry("apps/v1/Deployment", Deployment.class),
            entry("batch/v1/Job", Job.class),
            entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
            entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
            entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
            entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class));

    /** KEDA has no Java types: its resources are validated with JSON schemas. */
    private static final String KEDA = "keda.sh/v1alpha1/";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                /** Without this, the types would accept unknown properties, such as a mistyped name. */
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });
    private static final JsonNode KEDA_SCHEMAS = kedaSchemas();

    private StrictParser() {}

    private static JsonNode kedaSchemas() {
        try (InputStream in = StrictParser.class.getResourceAsStream("keda.yaml")) {
            return JSON.valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if the type is unknown, or the manifest does not conform to it */
    static HasMetadata parse(JsonNode manifest) {
        String kind = manifest.path("kind").asText();
        String name = manifest.path("apiVersion").asText() + "/" + kind;
        try {
            if (name.equals(KEDA + kind)) {
                validate(KEDA_SCHEMAS.path(kind), manifest);
                return new ObjectMapper().treeToValue(manifest, GenericKubernetesResource.class);
            }
            Class<? extends HasMetadata> type = TYPES.get(name);
            if (type == null) {
                throw new IllegalArgumentException("unknown type " + name);
            }
            return JSON.treeToValue(manifest, type);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    kind + " " + manifest.at("/metadata/name").asText() + ": " + e.getMessage(), e);
        }
    }

    private static void validate(JsonNode schema, JsonNode manifest) {
        if (!schema.isObject()) {
            throw new IllegalArgumentException(
                    "unknown KEDA kind " + manifest.path("kind").asText());
        }
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        Set<ValidationMessage> errors = validator.validate(manifest);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(manifest.path("kind").asText() + " "
                    + manifest.at("/metadata/name").asText() + ": " + errors);
        }
    }
}
