package dev.sluice.projection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * An SPI for tables that are derived from events. A bean that implements it gets each record of the projected topics
 * once. The records of a partition come in order. Those of different partitions interleave in any way, and the rows
 * must not depend on it: a rebuild from the log has to give the same rows.
 */
public interface Projector {

    /** Returns the names of the projector's tables. A migration creates them, and a rebuild replaces them. */
    List<String> tables();

    /**
     * The subject of an event: what the event is about.
     *
     * @param id its id
     * @param scope the value within which ids are unique, such as the id of an account
     */
    record Subject(String id, String scope) {}

    /**
     * Returns the subject of an event, from the event's content alone; empty if the event is not one of this projector.
     * A record's key can differ from what its event says.
     */
    Optional<Subject> subject(SpecificRecord event);

    /**
     * Applies the events of a batch. The changes become visible atomically with the batch's positions.
     *
     * @param transaction the batch's transaction; statements may be pipelined
     * @param events new records, including undecodable ones
     * @return the number of added or changed rows by table. Fails with the database's exception; the batch is then
     *     applied again, whole or in parts
     */
    Uni<Map<String, Integer>> apply(SqlConnection transaction, List<ProjectedEvent> events);
}
