package dev.sluice.database;

import static dev.sluice.testing.Waits.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.KeyStores;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections of both drivers to PostgreSQL with TLS, whose certificate has the name localhost. */
class VerifiedServerTest {

    private static final String LOCALHOST = "localhost";
    private static final String OTHER_NAME = "127.0.0.1";

    private static final Vertx VERTX = Vertx.vertx();
    private static Path certificate;
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws Exception {
        // Reuse the binaries that the Dev Services unpacked.
        System.setProperty(
                "ot.epg.working-dir",
                Path.of("target", "dev-services", "postgresql").toAbsolutePath().toString());
        Path keys = KeyStores.forLocalhost();
        certificate = KeyStores.certificate(keys);
        server = EmbeddedPostgres.builder()
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", KeyStores.privateKey(keys).toString())
                .start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /** The drivers, with Sluice's settings. */
    enum Driver {
        REACTIVE {
            @Override
            boolean connectsEncrypted(String address, Optional<Path> root) throws Exception {
                DatabaseConfig config = new TestDatabaseConfig(Optional.empty(), root.map(Path::toString));
                Pool pool = new BoundedPool(config)
                        .create(new PoolInput(VERTX, PgConnectOptions.fromUri(address), new PoolOptions()));
                try {
                    return pool.query(ENCRYPTED)
                            .execute()
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .iterator()
                            .next()
                            .getBoolean("ssl");
                } finally {
                    pool.close();
                }
            }
        },
        JDBC {
            @Override
            boolean connectsEncrypted(String address, Optional<Path> root) throws Exception {
                String file = root.map(Path::toString).orElse("none");
                try (Connection connection = DriverManager.getConnection("jdbc:" + address + "&sslrootcert=" + file);
                        var rows = connection.createStatement().executeQuery(ENCRYPTED)) {
                    rows.next();
                    return rows.getBoolean("ssl");
                }
            }
        };

        private static final String ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

        /** Returns whether a new connection is encrypted. */
        abstract boolean connectsEncrypted(String address, Optional<Path> root) throws Exception;
    }

    private static String address(String host, String mode) {
        return "postgresql://%s:%d/postgres?user=postgres&sslmode=%s".formatted(host, server.getPort(), mode);
    }

    @ParameterizedTest
    @EnumSource
    void acceptsServerWithItsName(Driver driver) throws Exception {
        assertThat(driver.connectsEncrypted(address(LOCALHOST, "verify-full"), Optional.of(certificate)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsServerWithAnotherName(Driver driver) throws Exception {
        assertRejected(driver, address(OTHER_NAME, "verify-full"), Optional.of(certificate));
        // The certificate itself is accepted.
        assertThat(driver.connectsEncrypted(address(OTHER_NAME, "verify-ca"), Optional.of(certificate)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsUnknownAuthority(Driver driver) {
        Path other = KeyStores.certificate(KeyStores.forLocalhost());
        assertRejected(driver, address(LOCALHOST, "verify-full"), Optional.of(other));
        assertRejected(driver, address(LOCALHOST, "verify-ca"), Optional.of(other));
    }

    @ParameterizedTest
    @EnumSource
    void verifiesOnlyWithAuthorities(Driver driver) {
        assertRejected(driver, address(LOCALHOST, "verify-full"), Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void encryptsWithoutVerifyingName(Driver driver) throws Exception {
        assertThat(driver.connectsEncrypted(address(OTHER_NAME, "require"), Optional.of(certificate)))
                .isTrue();
    }

    private static void assertRejected(Driver driver, String address, Optional<Path> root) {
        assertThatThrownBy(() -> driver.connectsEncrypted(address, root))
                .hasMessageMatching(".*(SSL handshake failed|SSL error: PKIX path|The hostname 127.0.0.1 could not be"
                        + " verified|Trust options must be specified|SSL root certificate file none).*");
    }
}
