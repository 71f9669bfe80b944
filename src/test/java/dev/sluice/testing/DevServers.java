package dev.sluice.testing;

import io.quarkus.test.common.DevServicesContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where the servers of a test are, in a {@code @QuarkusTest} and in its {@code *IT}. */
public record DevServers(DevServicesContext context) {

    public String kafka() {
        return address("kafka.bootstrap.servers");
    }

    public String registry() {
        return address("mp.messaging.connector.smallrye-kafka.schema.registry.url");
    }

    /** A new connection to the database, to be closed by the caller. */
    public Connection database() throws SQLException {
        return DriverManager.getConnection(
                address("quarkus.datasource.jdbc.url"), address("quarkus.datasource.username"), "");
    }

    public EventLog log() {
        return new EventLog(kafka(), registry());
    }

    /** A client for the administration of Kafka, to be closed by the caller. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka()));
    }

    /** A producer of records as they are, to be closed by the caller. */
    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private String address(String key) {
        String packaged = context.devServicesProperties().get(key);
        return packaged == null ? ConfigProvider.getConfig().getValue(key, String.class) : packaged;
    }
}
