-- The rights of the accounts of deploy/postgresql/roles.sql, where they exist. It runs after each migration, also that of a
-- rebuild's tables, which keep their rights when they replace the live ones. It has an effect only for the owner of the tables.
DO $$
DECLARE
    owned text;
BEGIN
    IF to_regrole('sluice_ingress') IS NULL OR to_regrole('sluice_projection') IS NULL THEN
        RETURN;
    END IF;
    FOR owned IN
        SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user
    LOOP
        IF owned = 'flyway_schema_history' THEN
            EXECUTE format('GRANT SELECT ON %I TO sluice_ingress, sluice_projection', owned);
        ELSIF owned = 'idempotency_key' THEN
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sluice_ingress', owned);
        ELSE
            -- The projection, with the tables of all projectors.
            EXECUTE format('GRANT SELECT ON %I TO sluice_ingress', owned);
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO sluice_projection', owned);
        END IF;
    END LOOP;
END;
$$;
