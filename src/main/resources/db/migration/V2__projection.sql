-- What was read from the log, and what follows from it: see docs/adr/0011-projection.md.
--
-- Texts are compared by their bytes: so an order by ids is the same in every database, and its indexes are kept at half the cost.

-- All events that arrived, as they lie in the log.
CREATE TABLE event (
    topic       text COLLATE "C" NOT NULL,
    partition   integer     NOT NULL,
    "offset"    bigint      NOT NULL,
    event_id    uuid        NOT NULL,
    type        text COLLATE "C",
    key         text COLLATE "C",
    -- What the event is about, such as an order's id.
    subject     text COLLATE "C",
    -- When its record was made.
    produced_at timestamptz,
    -- The event in Sluice's JSON, as it would be published; null if there is none, or none that can be told.
    data        json,
    -- Why there is no data.
    fault       text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, "offset")
);

-- The events of an order as they were made, of which the first are read.
CREATE INDEX event_subject ON event (subject, key, produced_at) WHERE subject IS NOT NULL;

-- Up to where each partition was read. What is before it was dealt with, and changes nothing when it comes again.
CREATE TABLE projection_position (
    topic       text COLLATE "C" NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- An order is known by its id and its customer's, which is the key of its events: all of one order are in one partition.
CREATE TABLE orders (
    -- Longer ones fit into no URL, and what cannot be asked for is a dead letter.
    order_id        text COLLATE "C" NOT NULL CHECK (octet_length(order_id) <= 512),
    customer_id     text COLLATE "C" NOT NULL CHECK (octet_length(customer_id) <= 512),
    status          text COLLATE "C" NOT NULL,
    -- When it was placed; until that is known, the earliest time that an event of it tells.
    placed_at       timestamptz    NOT NULL,
    -- The events that count: the same event may be in the log more than once.
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

-- In the order of the list: a page is read in one piece, however many orders there are. Those of a customer that have a status
-- are picked from the customer's; an index for that too would be a third of what it costs to write an order.
CREATE INDEX orders_customer ON orders (customer_id, placed_at DESC, order_id DESC);
CREATE INDEX orders_status ON orders (status, placed_at DESC, order_id DESC, customer_id DESC);
CREATE INDEX orders_placed ON orders (placed_at DESC, order_id DESC, customer_id DESC);
