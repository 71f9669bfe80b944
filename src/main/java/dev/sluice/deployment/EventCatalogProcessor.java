package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.uuid.UuidCreator;
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
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedPackageBuildItem;
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
 * Makes the catalogue of event types from the classes that Avro generated, and the list of handlers. Whatever is wrong
 * with a declaration ends the build, with the file's name; all faults at once.
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
        List<String> faults = new ArrayList<>();

        Map<String, EventType> types = eventTypes(index, files, faults);
        if (module != null) {
            types.values().forEach(type -> reportStale(type, application.getIndex(), files, faults));
        }
        Map<String, EventType> handled = handled(index, types, faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("The event types cannot be built:\n  " + String.join("\n  ", faults));
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

    /** It holds random number generators, which a native image must not bring from its build. */
    @BuildStep
    RuntimeInitializedPackageBuildItem ids() {
        return new RuntimeInitializedPackageBuildItem(UuidCreator.class.getPackageName());
    }

    /** It reads its limits from system properties, which the application sets when it starts. */
    @BuildStep
    RuntimeInitializedClassBuildItem avroLimits() {
        return new RuntimeInitializedClassBuildItem("org.apache.avro.SystemLimitException");
    }

    private static Map<String, EventType> eventTypes(IndexView index, SchemaFiles files, List<String> faults) {
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
                    faults.add(file + ": \"event\" is \"" + type.name() + "\", as in " + other);
                }
            } catch (InvalidEventTypeException e) {
                e.errors().forEach(fault -> faults.add(file + ": " + fault));
            }
        }
        return byClass;
    }

    /** The code generator leaves the class behind when its file goes. */
    private static void reportStale(EventType type, IndexView application, SchemaFiles files, List<String> faults) {
        String recordClass = type.recordClass().getName();
        if (application.getClassByName(recordClass) != null
                && files.defining(type.schema().getFullName()).isEmpty()) {
            faults.add(recordClass + ": its .avsc file is gone, and its class is not: ./mvnw clean removes it");
        }
    }

    private static Map<String, EventType> handled(IndexView index, Map<String, EventType> types, List<String> faults) {
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
                faults.add(handler.name() + " handles " + eventClass + ", which is no event type");
                continue;
            }
            if (SCOPES.stream().noneMatch(scope -> handler.hasDeclaredAnnotation(scope))) {
                faults.add(handler.name() + " is no bean: it needs a scope, such as @ApplicationScoped");
            }
            handled.put(handler.name().toString(), type);
            String other = handlers.put(type, handler.name().toString());
            if (other != null) {
                faults.add(handler.name() + " handles " + type.name() + ", as does " + other
                        + ": an event type has one handler");
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
