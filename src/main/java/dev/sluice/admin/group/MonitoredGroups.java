package dev.sluice.admin.group;

import dev.sluice.event.EventCatalog;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sluice's own consumer groups, whose lag is measured. */
@Singleton
class MonitoredGroups {

    private final Collection<GroupsConfig.Monitored> groups;
    private final EventCatalog catalog;

    MonitoredGroups(GroupsConfig config, EventCatalog catalog) {
        this.groups = config.monitored().values();
        this.catalog = catalog;
    }

    /** Returns the topics that each group consumes, by group id. */
    Map<String, Set<String>> topics() {
        Map<String, Set<String>> topics = new TreeMap<>();
        groups.forEach(
                group -> topics.put(group.id(), group.topics().orElseGet(() -> Set.copyOf(catalog.consumedTopics()))));
        return topics;
    }

    /** Returns whether a group is one of Sluice's own, which Kafka may have deleted with its expired offsets. */
    boolean contains(String id) {
        return groups.stream().anyMatch(group -> group.id().equals(id));
    }

    /** Returns the note for operators who reset a group's offsets; null if there is none. */
    @Nullable
    String note(String id) {
        return groups.stream()
                .filter(group -> group.id().equals(id))
                .flatMap(group -> group.note().stream())
                .findFirst()
                .orElse(null);
    }
}
