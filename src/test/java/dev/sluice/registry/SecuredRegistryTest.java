package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.serde.AvroSerializer;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.KeyStores;
import dev.sluice.testing.SecuredRegistry;
import dev.sluice.testing.parcel.Item;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real registry behind a gateway with TLS and basic authentication, as in production. */
@QuarkusTest
class SecuredRegistryTest {

    private static final Item ITEM = new Item("WIDGET-A", 3, new BigDecimal("29.99"));

    DevServicesContext devServices;
    SecuredRegistry registry;

    @BeforeEach
    void startGateway() throws IOException {
        registry = new SecuredRegistry(new DevServers(devServices).registry());
    }

    @AfterEach
    void stopGateway() {
        registry.close();
    }

    @Test
    void connectsWithTrustStoreAndCredentials() {
        assertThat(serialize(SecuredRegistry.USER_INFO, true)).isNotEmpty();
    }

    @Test
    void failsWithWrongPassword() {
        assertThatThrownBy(() -> serialize("alice:wrong", true))
                .isInstanceOf(SchemaRegistryUnavailableException.class)
                .hasMessageNotContaining("wrong");
    }

    @Test
    void failsWithoutTrustStore() {
        assertThatThrownBy(() -> serialize(SecuredRegistry.USER_INFO, false))
                .isInstanceOf(SchemaRegistryUnavailableException.class);
    }

    private byte[] serialize(String userInfo, boolean trusted) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("schema.registry.url", registry.address());
        settings.put("basic.auth.user.info", userInfo);
        if (trusted) {
            settings.put(
                    "schema.registry.ssl.truststore.location",
                    registry.trustStore().toString());
            settings.put("schema.registry.ssl.truststore.password", KeyStores.PASSWORD);
        }
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings, false);
        return serializer.serialize("secured", ITEM);
    }
}
