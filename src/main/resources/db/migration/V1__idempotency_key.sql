-- What became of requests with an Idempotency-Key: see docs/how-to/idempotency.md for what is kept, and for how long.
-- All times are this database's, so that the clocks of replicas need not agree.
CREATE TABLE idempotency_key (
    -- Whose key it is; empty for callers without a name.
    client        text        NOT NULL,
    key           text        NOT NULL,
    -- SHA-256 of the request, by which the same key with another request is told.
    fingerprint   bytea       NOT NULL,
    -- Who publishes for this key; nobody once claimed_until has passed.
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
