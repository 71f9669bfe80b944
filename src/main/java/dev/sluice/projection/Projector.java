package dev.sluice.projection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Keeps tables that follow from events. A bean that implements this is given all events of the projected topics, once each
 * and those of a partition in their order; those of different partitions come in any order, and what follows must not depend
 * on it, so that it is the same whenever it is made from the log.
 */
public interface Projector {

    /** The names of the tables that it keeps, which a migration makes; a rebuild replaces them. */
    List<String> tables();

    /** What an event is about, such as an order's id: the events of a subject can be read together. */
    Optional<String> subject(SpecificRecord event);

    /**
     * Applies the events of a batch. What it does becomes visible together with the position of the batch, or not at all.
     *
     * @param transaction in which to do it; statements may be sent without waiting for those before
     * @param events new ones
     * @return how many rows it adds or changes, by the name of the table; fails with the database's exception, and then the batch comes again, perhaps in parts
     */
    Uni<Map<String, Integer>> apply(SqlConnection transaction, List<ProjectedEvent> events);
}
