package dev.sluice.admin.group;

import dev.sluice.event.EventCatalog;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The groups of Sluice itself. */
@Singleton
class MonitoredGroups {

    private final Collection<GroupsConfig.Monitored> own;
    private final EventCatalog catalog;

    MonitoredGroups(GroupsConfig config, EventCatalog catalog) {
        this.own = config.monitored().values();
        this.catalog = catalog;
    }

    /** The topics that each reads, by its id. */
    Map<String, Set<String>> topics() {
        Map<String, Set<String>> topics = new TreeMap<>();
        own.forEach(
                group -> topics.put(group.id(), group.topics().orElseGet(() -> Set.copyOf(catalog.handledTopics()))));
        return topics;
    }

    /** What who resets a group's offsets has to know; null, if there is nothing. */
    @Nullable
    String note(String id) {
        return own.stream()
                .filter(group -> group.id().equals(id))
                .flatMap(group -> group.note().stream())
                .findFirst()
                .orElse(null);
    }
}
