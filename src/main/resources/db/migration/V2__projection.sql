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
    -- The subject of the event, such as an order's id.
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

-- An order is identified by its id and its customer's id. The latter is the key of its events, so they are in one partition.
CREATE TABLE orders (
    -- Longer ids do not fit into a URL. An event that has one is dead-lettered, since its order could not be queried.
    order_id        text COLLATE "C" NOT NULL CHECK (octet_length(order_id) <= 512),
    customer_id     text COLLATE "C" NOT NULL CHECK (octet_length(customer_id) <= 512),
    status          text COLLATE "C" NOT NULL,
    -- The time of its creation; until that is known, the earliest time in its other events.
    placed_at       timestamptz    NOT NULL,
    -- The ids of the events that take effect: the log can have more than one copy of an event.
    created_event   uuid,
    items           json,
    total           numeric(18, 2),
    confirmed_at    timestamptz,
    paid_event      uuid,
    paid_at         timestamptz,
    paid_amount     numeric(18, 2),
    shipping_at     timestamptz,
    cancelled_event uuid,
    cancelled_at    timestamptz,
    cancel_reason   text,
    anomalies       text[]         NOT NULL,
    PRIMARY KEY (order_id, customer_id)
);

-- Indexes in the order of the list: the cost of a page does not grow with the number of orders. A list by customer and status
-- filters the customer's orders; an index for it would add a third to the cost of writing an order.
CREATE INDEX orders_customer ON orders (customer_id, placed_at DESC, order_id DESC);
CREATE INDEX orders_status ON orders (status, placed_at DESC, order_id DESC, customer_id DESC);
CREATE INDEX orders_placed ON orders (placed_at DESC, order_id DESC, customer_id DESC);
