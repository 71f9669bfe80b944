package dev.sluice.registry;

/** A cached schema id that the registry does not have any more, or has for another schema. */
sealed interface LostId {

    /** The registry does not have the id. */
    record Unknown(int id, String schema) implements LostId {
        @Override
        public String text() {
            return "the registry no longer has schema id " + id + ", which records of " + schema + " have";
        }
    }

    /** The registry has another schema for the id. */
    record Reused(int id, String schema, String other) implements LostId {
        @Override
        public String text() {
            return "the registry now has " + other + " for schema id " + id + ", which records of " + schema + " have";
        }
    }

    /** Returns a description for operators. */
    String text();
}
