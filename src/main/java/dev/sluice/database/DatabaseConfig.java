package dev.sluice.database;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** The configuration of the database. */
@ConfigMapping(prefix = "sluice.database")
public interface DatabaseConfig {

    /**
     * The schema of Sluice's tables. The first migration creates it. Leave unset to use the first schema of the user's
     * search path, usually {@code public}, next to any other tables there.
     */
    Optional<@Pattern(regexp = "[a-z_][a-z0-9_]{0,62}") String> schema();

    /**
     * PEM file with the certificates of the authorities that may sign PostgreSQL's certificate, for queries and migrations. Set
     * it with {@code sslmode=verify-full} or {@code verify-ca}, which have no default.
     */
    Optional<String> rootCertificate();
}
