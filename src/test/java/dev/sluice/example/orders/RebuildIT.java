package dev.sluice.example.orders;

import static dev.sluice.testing.Waits.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.ChildProcess;
import dev.sluice.testing.DevServers;
import dev.sluice.testing.PackagedApplication;
import dev.sluice.testing.Ports;
import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Rebuilds the tables in a separate process of the package while another one serves requests. */
@QuarkusIntegrationTest
class RebuildIT {

    private static final Path LOG = Path.of("target", "rebuild.log");
    private static final String ROWS = """
            SELECT 'event' AS source, to_jsonb(event) - 'recorded_at' AS row FROM event WHERE key = '%1$s'
            UNION ALL SELECT 'orders', to_jsonb(orders) FROM orders WHERE customer_id = '%1$s'
            ORDER BY 1, 2""";

    DevServicesContext devServices;

    private final PostedOrders customer = PostedOrders.ofNewCustomer();

    /** Runs a rebuild and returns its exit code. */
    private int rebuild(Map<String, String> more) {
        try (ChildProcess process = start(more)) {
            return process.awaitExit();
        }
    }

    private ChildProcess start(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(devServices.devServicesProperties());
        settings.put("quarkus.profile", "test,rebuild");
        settings.put("quarkus.management.port", Integer.toString(Ports.free()));
        settings.put("sluice.instance", "rebuild");
        settings.putAll(more);
        return new ChildProcess(PackagedApplication.command(settings), LOG);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = new DevServers(devServices).database();
                Statement query = connection.createStatement()) {
            query.execute(statement);
        }
    }

    private List<String> rows(String query) {
        try (Connection connection = new DevServers(devServices).database();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1) + " "
                        + found.getString(found.getMetaData().getColumnCount()));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> rows() {
        return rows(ROWS.formatted(customer.customerId()));
    }

    private void awaitRows(int count) {
        await().untilAsserted(() -> assertThat(rows()).hasSize(count));
    }

    private static int read(String order) {
        return given().get("/orders/" + order).statusCode();
    }

    @Test
    void rebuildsTablesWhileQueriesContinue() throws Exception {
        // Given
        customer.created("rebuilt-1");
        customer.created("rebuilt-2");
        awaitRows(6);
        List<String> before = rows();
        sql("UPDATE orders SET status = 'shipping', anomalies = '{paid-twice}' WHERE order_id = 'rebuilt-1'");
        sql("DELETE FROM event WHERE subject = 'rebuilt-2'");
        List<String> indexes = rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1");
        var stop = new AtomicBoolean();
        var publisher = Executors.newSingleThreadExecutor();

        // When
        Future<List<Integer>> statuses = publisher.submit(() -> {
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; !stop.get(); i++) {
                customer.created("meanwhile-" + i);
                seen.add(read("rebuilt-1"));
                TimeUnit.MILLISECONDS.sleep(20);
            }
            return seen;
        });
        int exit = rebuild(Map.of());
        stop.set(true);
        List<Integer> seen = statuses.get();
        publisher.shutdown();

        // Then
        assertThat(exit).as(Files.readString(LOG)).isZero();
        assertThat(seen).isNotEmpty().containsOnly(200);
        awaitRows(3 * (seen.size() + 2));
        assertThat(rows()).containsAll(before);
        assertThat(rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"))
                .isEqualTo(indexes);
        assertThat(rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'projection%'"))
                .isEmpty();
    }

    @Test
    void failsIfStoppedEarly() {
        // Given
        try (ChildProcess process =
                start(Map.of("kafka.bootstrap.servers", "localhost:1", "sluice.admin.topics.create", "false"))) {
            await().untilAsserted(() -> assertThat(LOG).content().contains("started in"));

            // When
            process.terminate();
            int exit = process.awaitExit();

            // Then
            assertThat(exit).isOne();
        }
    }

    @Test
    void refusesToLoseRecordsThatTheLogHasLost() throws Exception {
        // Given
        customer.created("kept");
        awaitRows(3);
        sql("""
                INSERT INTO event (topic, partition, "offset", event_id)
                SELECT topic, partition, -1, gen_random_uuid() FROM event WHERE key = '%s' LIMIT 1""".formatted(customer.customerId()));
        List<String> before = rows();

        // When
        int exit = rebuild(Map.of());

        // Then
        assertThat(exit).isOne();
        assertThat(Files.readString(LOG)).contains("begins at offset 0, but the tables begin at offset -1");
        assertThat(rows()).isEqualTo(before);

        // When
        int accepting = rebuild(Map.of("sluice.projection.rebuild.accept-loss", "true"));

        // Then
        assertThat(accepting).as(Files.readString(LOG)).isZero();
        assertThat(rows()).isEqualTo(before);
        assertThat(rows("SELECT 1 FROM event WHERE \"offset\" = -1")).isEmpty();
    }
}
