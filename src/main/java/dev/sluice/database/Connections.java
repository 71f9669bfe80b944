package dev.sluice.database;

import io.vertx.mutiny.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

/** What holds for each connection that is taken from the pool. */
public final class Connections {

    private static final Logger LOG = Logger.getLogger(Connections.class);

    private Connections() {}

    /**
     * Has nobody told of a failed connection but those who wait for its answers. Without a listener, its driver prints the
     * failure to the standard error, past the log.
     *
     * @return the same connection
     */
    public static SqlConnection quiet(SqlConnection connection) {
        return connection.exceptionHandler(failure -> LOG.debug("A connection failed", failure));
    }
}
