package dev.sluice.example.orders.query;

import dev.sluice.projection.ProjectedEvent;
import dev.sluice.projection.Projector;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The projector of the table {@code orders}. */
@ApplicationScoped
class OrderProjector implements Projector {

    private static final String TABLE = "orders";

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public Optional<Subject> subject(SpecificRecord event) {
        return OrderKey.of(event).map(key -> new Subject(key.orderId(), key.customerId()));
    }

    @Override
    public Uni<Map<String, Integer>> apply(SqlConnection transaction, List<ProjectedEvent> events) {
        SortedMap<OrderKey, List<ProjectedEvent>> byOrder = new TreeMap<>();
        for (ProjectedEvent projected : events) {
            if (projected.event() != null) {
                OrderKey.of(projected.event()).ifPresent(key -> byOrder.computeIfAbsent(key, first -> new ArrayList<>())
                        .add(projected));
            }
        }
        if (byOrder.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return OrderTable.lock(transaction, byOrder.keySet())
                .chain(existing -> write(transaction, byOrder, existing))
                .replaceWith(Map.of(TABLE, byOrder.size()));
    }

    private static Uni<Void> write(
            SqlConnection transaction, Map<OrderKey, List<ProjectedEvent>> byOrder, Map<OrderKey, Order> existing) {
        List<Order> added = new ArrayList<>();
        List<Order> changed = new ArrayList<>();
        byOrder.forEach((key, events) -> {
            Order order = existing.get(key);
            if (order == null) {
                order = new Order(key);
                added.add(order);
            } else {
                changed.add(order);
            }
            for (ProjectedEvent event : events) {
                if (event.event() != null) {
                    order.add(event.id(), event.event());
                }
            }
        });
        return Uni.join()
                .all(OrderTable.insert(transaction, added), OrderTable.update(transaction, changed))
                .andFailFast()
                .replaceWithVoid();
    }
}
