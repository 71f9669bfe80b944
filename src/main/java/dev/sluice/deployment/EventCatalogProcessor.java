package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventCatalogFile;
import dev.sluice.event.EventHandler;
import dev.sluice.event.EventType;
import dev.sluice.event.EventType.InvalidEventTypeException;
import io.quarkus.bootstrap.workspace.WorkspaceModule;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ApplicationIndexBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.deployment.pkg.builditem.CurateOutcomeBuildItem;
import io.quarkus.deployment.util.JandexUtil;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Generates the catalogue of event types from the classes that Avro generated, and the list of handlers. Invalid declarations fail
 * the build with one message that lists every error and the file or class that it is in.
 */
class EventCatalogProcessor {

    private static final DotName HANDLER = DotName.createSimple(EventHandler.class.getName());

    private static final List<Class<? extends Annotation>> SCOPES =
            List.of(ApplicationScoped.class, Singleton.class, Dependent.class);

    @BuildStep
    void catalog(
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
            types.values().forEach(type -> reportStale(type, application.getIndex(), files, errors));
        }
        Map<String, EventType> handled = handledTypes(index, types, errors);
        if (!errors.isEmpty()) {
            throw new IllegalStateException("Invalid event types or handlers:\n  " + String.join("\n  ", errors));
        }

        resources.produce(
                resource(EventCatalogFile.TYPES, types.keySet().stream().toList()));
        resources.produce(resource(
                EventCatalogFile.HANDLERS,
                handled.entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + entry.getValue().recordClass().getName())
                        .toList()));
        nativeResources.produce(new NativeImageResourceBuildItem(EventCatalogFile.TYPES, EventCatalogFile.HANDLERS));
    }

    private static Map<String, EventType> eventTypes(IndexView index, SchemaFiles files, List<String> errors) {
        Map<String, EventType> byClass = new TreeMap<>();
        Map<String, String> fileByName = new HashMap<>();
        for (ClassInfo info : index.getAllKnownSubclasses(SpecificRecordBase.class)) {
            Class<? extends SpecificRecord> recordClass = load(info);
            Schema schema = SpecificData.get().getSchema(recordClass);
            if (!EventType.isDeclaredBy(schema)) {
                continue;
            }
            String file = files.defining(schema.getFullName()).orElse(schema.getFullName());
            try {
                EventType type = EventType.of(recordClass);
                byClass.put(recordClass.getName(), type);
                String other = fileByName.put(type.name(), file);
                if (other != null) {
                    errors.add(file + ": \"event\" is \"" + type.name() + "\", which " + other + " already declares");
                }
            } catch (InvalidEventTypeException e) {
                e.errors().forEach(error -> errors.add(file + ": " + error));
            }
        }
        return byClass;
    }

    /** Reports a class whose schema file was deleted: the code generator does not delete the class. */
    private static void reportStale(EventType type, IndexView application, SchemaFiles files, List<String> errors) {
        String recordClass = type.recordClass().getName();
        if (application.getClassByName(recordClass) != null
                && files.defining(type.schema().getFullName()).isEmpty()) {
            errors.add(
                    recordClass + ": its .avsc file no longer exists. Run ./mvnw clean to delete the generated class");
        }
    }

    private static Map<String, EventType> handledTypes(
            IndexView index, Map<String, EventType> types, List<String> errors) {
        Map<String, EventType> handled = new TreeMap<>();
        Map<EventType, String> handlers = new HashMap<>();
        for (ClassInfo handler : index.getAllKnownImplementations(HANDLER)) {
            if (Modifier.isAbstract(handler.flags())) {
                continue;
            }
            String eventClass = JandexUtil.resolveTypeParameters(handler.name(), HANDLER, index)
                    .get(0)
                    .name()
                    .toString();
            EventType type = types.get(eventClass);
            if (type == null) {
                errors.add(handler.name() + " handles " + eventClass + ", which is not an event type");
                continue;
            }
            if (SCOPES.stream().noneMatch(scope -> handler.hasDeclaredAnnotation(scope))) {
                errors.add(handler.name() + " is not a bean. Add a scope, such as @ApplicationScoped");
            }
            handled.put(handler.name().toString(), type);
            String other = handlers.put(type, handler.name().toString());
            if (other != null) {
                errors.add(handler.name() + " handles " + type.name() + ", which " + other
                        + " already handles. Keep one handler for each event type");
            }
        }
        return handled;
    }

    private static GeneratedResourceBuildItem resource(String name, List<String> lines) {
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
