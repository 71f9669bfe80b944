package dev.sluice.testing;

/**
 * The names of the event types that a test publishes. Two domains of the same shape exist: {@link #PARCELS} for tests of the
 * platform, and the example's, the only one in the package.
 *
 * @param name the first part of the types' names: {@code <name>.created}, {@code .paid}, {@code .cancelled} and, as a result,
 *     {@code .confirmed}
 * @param topic the topic of these types
 * @param idField the field with the id of the entity
 * @param keyField the field with the record's key
 * @param results the topics of other resulting events
 */
public record Domain(String name, String topic, String idField, String keyField, Results results) {

    public static final Domain PARCELS = new Domain(
            "parcel",
            "parcels",
            "parcelId",
            "senderId",
            new Results("depot", "notices", "transports", "parcel-status"));

    /**
     * The topics of events that processing publishes.
     *
     * @param items a {@code created} or {@code cancelled} event results in one event per item
     * @param notices a {@code created} event results in one
     * @param transports a {@code paid} event results in one
     * @param status the status of each entity, with its id as the key; compacted
     */
    public record Results(String items, String notices, String transports, String status) {}

    /** The fields of the JSON of an entity's events. */
    public record Entity(Domain domain, String id, String key, String items, String total, String timestamp) {

        public Entity withItems(String... items) {
            return new Entity(domain, id, key, "[" + String.join(",", items) + "]", total, timestamp);
        }

        public Entity withTotal(String total) {
            return new Entity(domain, id, key, items, total, timestamp);
        }

        public Entity at(String timestamp) {
            return new Entity(domain, id, key, items, total, timestamp);
        }

        public String created() {
            return json("\"items\":" + items + ",\"total\":" + total);
        }

        public String paid() {
            return json("\"amount\":" + total);
        }

        public String cancelled(String reason) {
            return json("\"items\":" + items + ",\"reason\":\"" + reason + "\"");
        }

        /** Returns a {@code cancelled} event without a reason. */
        public String cancelled() {
            return json("\"items\":" + items);
        }

        // Concatenation, because benchmarks build one event per request.
        private String json(String fields) {
            return "{\"" + domain.idField + "\":\"" + id + "\",\"" + domain.keyField + "\":\"" + key + "\"," + fields
                    + ",\"timestamp\":\"" + timestamp + "\"}";
        }
    }

    /** Returns the name of an event type, such as {@code parcel.created}. */
    public String type(String verb) {
        return name + "." + verb;
    }

    /** Returns an entity of one item with quantity 3. */
    public Entity entity(String id, String key) {
        return new Entity(this, id, key, "[" + item("WIDGET-A", 3, "29.99") + "]", "89.97", "2026-11-23T05:00:00Z");
    }

    /** Returns the JSON of an item. */
    public static String item(String sku, int quantity, String price) {
        return "{\"sku\":\"" + sku + "\",\"quantity\":" + quantity + ",\"price\":" + price + "}";
    }

    public String created(String id, String key) {
        return entity(id, key).created();
    }

    /** Returns a {@code created} event that processing rejects because a quantity is 0. */
    public String rejected(String id, String key) {
        return entity(id, key).withItems(item("WIDGET-A", 0, "29.99")).created();
    }

    public String paid(String id, String key) {
        return entity(id, key).at("2026-11-23T05:01:00Z").paid();
    }

    public String cancelled(String id, String key, String reason) {
        return entity(id, key).at("2026-11-23T05:02:00Z").cancelled(reason);
    }
}
