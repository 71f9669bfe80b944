package dev.sluice.testing;

import io.quarkus.test.common.DevServicesContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    private String address(String key) {
        String packaged = context.devServicesProperties().get(key);
        return packaged == null ? ConfigProvider.getConfig().getValue(key, String.class) : packaged;
    }
}
