package dev.sluice.testing;

import io.quarkus.test.common.DevServicesContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The servers that the application under test uses, both in a {@code @QuarkusTest} and in its {@code *IT}. */
public record DevServers(DevServicesContext context) {

    public String kafka() {
        return address("kafka.bootstrap.servers");
    }

    public String registry() {
        return address("mp.messaging.connector.smallrye-kafka.schema.registry.url");
    }

    /** Returns a new database connection, which the caller closes. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                address("quarkus.datasource.jdbc.url"), address("quarkus.datasource.username"), "");
    }

    /** Returns the settings of the servers, with a new database. */
    public Map<String, String> settingsWithDatabase(String name) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        Map<String, String> settings = new HashMap<>(context.devServicesProperties());
        for (String url : List.of("quarkus.datasource.jdbc.url", "quarkus.datasource.reactive.url")) {
            settings.computeIfPresent(url, (key, value) -> value.replaceFirst("/\\w+$", "/" + name));
        }
        return settings;
    }

    public EventLog log() {
        return new EventLog(kafka(), registry());
    }

    /** Returns a new Kafka admin client, which the caller closes. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka()));
    }

    /** Returns a new producer of raw bytes, which the caller closes. */
    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Fences all transactional producers whose id has a prefix. */
    public void fenceProducers(String prefix) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            List<String> ids = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(prefix))
                    .toList();
            admin.fenceProducers(ids).all().get();
        }
    }

    private String address(String key) {
        String ofPackage = context.devServicesProperties().get(key);
        return ofPackage == null ? ConfigProvider.getConfig().getValue(key, String.class) : ofPackage;
    }
}
