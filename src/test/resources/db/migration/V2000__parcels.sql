-- The table of the tests' projector, dev.sluice.projection.ParcelProjector.
CREATE TABLE parcels (
    parcel_id   text COLLATE "C" NOT NULL,
    sender_id   text COLLATE "C" NOT NULL,
    -- Null until the creation is known.
    total       numeric(18, 2),
    confirmed   boolean NOT NULL,
    -- Counted, so an event that is projected twice shows.
    payments    bigint  NOT NULL,
    transported boolean NOT NULL,
    status      text COLLATE "C" GENERATED ALWAYS AS (
        CASE WHEN transported THEN 'transported' WHEN payments > 0 THEN 'paid' WHEN confirmed THEN 'confirmed' ELSE 'created' END) STORED,
    PRIMARY KEY (parcel_id, sender_id)
);
