-- The records of the log and the tables derived from them: see docs/adr/0011-projection.md.
--
-- Texts are compared by their bytes. So ids sort the same in every database, and indexes cost half as much to maintain.

-- All records, at their positions in the log.
CREATE TABLE event (
    topic          text COLLATE "C" NOT NULL,
    partition      integer     NOT NULL,
    "offset"       bigint      NOT NULL,
    event_id       uuid        NOT NULL,
    type           text COLLATE "C",
    key            text COLLATE "C",
    -- The subject of the event, such as the id of the entity that it changes.
    subject        text COLLATE "C",
    -- The time in the record's header.
    produced_at    timestamptz,
    -- The event in Sluice's JSON, as it would be published; null if there is a failure reason.
    data           json,
    -- Why there is no data: the record cannot be decoded, or PostgreSQL rejected it.
    failure_reason text,
    recorded_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
);

-- The events of a subject in the order of their production, of which queries read the first ones.
CREATE INDEX event_subject ON event (subject, key, produced_at) WHERE subject IS NOT NULL;

-- The next offset to read, for each partition. Records before it are written already and are skipped when they are read again.
CREATE TABLE projection_position (
    topic       text COLLATE "C" NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);
