package dev.sluice.example.orders.bench;

import dev.sluice.testing.DevServers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** A copy of the rows of {@code event}, by {@code COPY} into a table that has only the primary key. */
final class CopyOfEvents {

    private static final Path ROWS = Path.of("target", "events.copy");

    private final DevServers servers;

    CopyOfEvents(DevServers servers) {
        this.servers = servers;
    }

    /** Exports the rows to a file. */
    void export() throws SQLException, IOException {
        try (Connection connection = servers.database();
                OutputStream out = Files.newOutputStream(ROWS)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY event TO STDOUT", out);
        }
    }

    /** Copies the exported rows. Returns rows per second. */
    double run() throws SQLException, IOException {
        try (Connection connection = servers.database();
                Statement statement = connection.createStatement();
                InputStream rows = Files.newInputStream(ROWS)) {
            statement.execute("CREATE TABLE event_copy (LIKE event)");
            statement.execute("ALTER TABLE event_copy ADD PRIMARY KEY (topic, partition, \"offset\")");
            long start = System.nanoTime();
            long count = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY event_copy FROM STDIN", rows, 1 << 20);
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("DROP TABLE event_copy");
            return count / seconds;
        }
    }
}
