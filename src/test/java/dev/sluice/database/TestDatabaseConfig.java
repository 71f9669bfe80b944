package dev.sluice.database;

import java.util.Optional;

record TestDatabaseConfig(Optional<String> schema, Optional<String> rootCertificate) implements DatabaseConfig {}
