package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.declaration.EventTypeRules;
import dev.sluice.event.EventCatalogFile;
import dev.sluice.event.EventType;
import io.quarkus.bootstrap.workspace.WorkspaceModule;
import io.quarkus.builder.item.SimpleBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ApplicationIndexBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Generates the catalogue of event types from the classes that Avro generated. Invalid declarations fail the build with one
 * message that lists every error and the file or class that it is in.
 */
class EventCatalogProcessor {

    /** The event types of the application, by the name of the generated class. */
    static final class EventTypesBuildItem extends SimpleBuildItem {

        private final Map<String, EventType> byClass;

        EventTypesBuildItem(Map<String, EventType> byClass) {
            this.byClass = Map.copyOf(byClass);
        }

        Optional<EventType> ofClass(DotName recordClass) {
            return Optional.ofNullable(byClass.get(recordClass.toString()));
        }

        Optional<EventType> named(String name) {
            return byClass.values().stream()
                    .filter(type -> type.name().equals(name))
                    .findAny();
        }

        List<String> names() {
            return byClass.values().stream().map(EventType::name).sorted().toList();
        }
    }

    @BuildStep
    EventTypesBuildItem catalog(
            CombinedIndexBuildItem combinedIndex,
            ApplicationIndexBuildItem application,
            CurateOutcomeBuildItem outcome,
            BuildProducer<GeneratedResourceBuildItem> resources,
            BuildProducer<NativeImageResourceBuildItem> nativeResources) {
        IndexView index = combinedIndex.getIndex();
        WorkspaceModule module = outcome.getApplicationModel().getApplicationModule();
        SchemaFiles files = module == null
                ? new SchemaFiles(Map.of())
                : SchemaFiles.of(module.getModuleDir().toPath());
        List<String> errors = new ArrayList<>();

        Map<String, EventType> types = eventTypes(index, files, errors);
        if (module != null) {
            Path folder = module.getModuleDir().toPath();
            types.forEach((recordClass, type) ->
                    reportStale(recordClass, type, application.getIndex(), files, folder, errors));
        }
        if (!errors.isEmpty()) {
            throw new IllegalStateException("Invalid event types:\n  " + String.join("\n  ", errors));
        }

        resources.produce(
                resource(EventCatalogFile.TYPES, types.keySet().stream().toList()));
        nativeResources.produce(new NativeImageResourceBuildItem(EventCatalogFile.TYPES));
        return new EventTypesBuildItem(types);
    }

    private static Map<String, EventType> eventTypes(IndexView index, SchemaFiles files, List<String> errors) {
        EventTypeRules rules = new EventTypeRules(files::defining);
        Map<String, EventType> byClass = new TreeMap<>();
        for (ClassInfo info : index.getAllKnownSubclasses(SpecificRecordBase.class)) {
            Class<? extends SpecificRecord> recordClass = load(info);
            Schema schema = SpecificData.get().getSchema(recordClass);
            if (EventType.isDeclaredBy(schema)) {
                rules.add(schema).ifPresent(type -> byClass.put(recordClass.getName(), type));
            }
        }
        errors.addAll(rules.errors());
        return byClass;
    }

    /**
     * Reports a class whose schema file was deleted: the code generator does not delete its source. Without the source, the
     * compiler and a live reload delete the class.
     */
    private static void reportStale(
            String recordClass,
            EventType type,
            IndexView application,
            SchemaFiles files,
            Path module,
            List<String> errors) {
        if (application.getClassByName(recordClass) != null
                && files.defining(type.schema().getFullName()).isEmpty()) {
            errors.add(recordClass + ": its .avsc file no longer exists. Delete the source that was generated from it, "
                    + SchemaFiles.generatedSource(recordClass, module));
        }
    }

    static GeneratedResourceBuildItem resource(String name, List<String> lines) {
        return new GeneratedResourceBuildItem(name, String.join("\n", lines).getBytes(UTF_8));
    }

    private static Class<? extends SpecificRecord> load(ClassInfo info) {
        try {
            return Class.forName(
                            info.name().toString(), true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(SpecificRecord.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
