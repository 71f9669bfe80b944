-- Accounts of PostgreSQL with no more rights than each process needs: docs/how-to/secure-connections.md. Run it in Sluice's
-- database, as a superuser or the owner of the database with CREATEROLE, before the first init process. It can be repeated.
--
-- sluice_init        the init process and rebuilds: owns the schema and changes the tables
-- sluice_ingress     ingress: reads and writes idempotency keys, reads the projection
-- sluice_projection  projection: reads and writes the projection
--
-- Processing needs no account. Give the accounts passwords afterwards, or client certificates: this file contains no secret.
DO $$
DECLARE
    account text;
BEGIN
    FOREACH account IN ARRAY ARRAY['sluice_init', 'sluice_ingress', 'sluice_projection'] LOOP
        IF to_regrole(account) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN', account);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), account);
        -- The tables are in the first schema of the search path.
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = sluice', account, current_database());
    END LOOP;
    -- A rebuild creates its tables in a schema of its own.
    EXECUTE format('GRANT CREATE ON DATABASE %I TO sluice_init', current_database());
END;
$$;

CREATE SCHEMA IF NOT EXISTS sluice;
ALTER SCHEMA sluice OWNER TO sluice_init;
GRANT USAGE ON SCHEMA sluice TO sluice_ingress, sluice_projection;

-- The rights to tables are granted by the migrations: src/main/resources/db/migration/afterMigrate__rights.sql.
