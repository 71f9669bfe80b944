-- Requests with an Idempotency-Key and their answers: see docs/how-to/idempotency.md for what is kept, and for how long.
-- All times are those of this database, so that the clocks of replicas need not agree.
CREATE TABLE idempotency_key (
    -- The caller whose key it is; empty for anonymous callers.
    client        text        NOT NULL,
    key           text        NOT NULL,
    -- SHA-256 of the request; detects another request with the same key.
    fingerprint   bytea       NOT NULL,
    -- The attempt that publishes the request; it has lost its claim once claimed_until has passed.
    claim         uuid        NOT NULL,
    claimed_until timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    -- The answer; null until there is one.
    status        smallint,
    media_type    text,
    body          bytea,
    PRIMARY KEY (client, key)
);

CREATE INDEX idempotency_key_expires_at ON idempotency_key (expires_at);
