-- The tables of the example, which its projector derives from the log. Migrations of an application start at 1000.

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
