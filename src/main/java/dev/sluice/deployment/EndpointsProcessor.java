package dev.sluice.deployment;

import dev.sluice.http.Endpoints;
import dev.sluice.http.Endpoints.Endpoint;
import dev.sluice.http.ServedBy;
import dev.sluice.runtime.Component;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

/** Lists the {@link Endpoints} of resources with {@link ServedBy} in the package. */
class EndpointsProcessor {

    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class);

    @BuildStep
    void list(
            CombinedIndexBuildItem combinedIndex,
            BuildProducer<GeneratedResourceBuildItem> resources,
            BuildProducer<NativeImageResourceBuildItem> nativeResources) {
        List<String> lines = combinedIndex.getIndex().getAnnotations(ServedBy.class).stream()
                .flatMap(EndpointsProcessor::endpoints)
                .map(Endpoint::line)
                .distinct()
                .sorted()
                .toList();
        resources.produce(EventCatalogProcessor.resource(Endpoints.FILE, lines));
        nativeResources.produce(new NativeImageResourceBuildItem(Endpoints.FILE));
    }

    private static Stream<Endpoint> endpoints(AnnotationInstance servedBy) {
        Component component = Component.valueOf(servedBy.value().asEnum());
        ClassInfo resource = servedBy.target().asClass();
        String prefix = path(resource.declaredAnnotation(Path.class));
        return resource.methods().stream().flatMap(method -> METHODS.stream()
                .filter(method::hasDeclaredAnnotation)
                .map(verb -> new Endpoint(
                        component,
                        verb.getSimpleName(),
                        prefix + path(method),
                        resource.name().toString())));
    }

    private static String path(MethodInfo method) {
        return path(method.declaredAnnotation(Path.class));
    }

    /** Returns the segments of a path, each after a slash. */
    private static String path(@Nullable AnnotationInstance path) {
        return path == null
                ? ""
                : Stream.of(path.value().asString().split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .map(segment -> "/" + segment)
                        .collect(Collectors.joining());
    }
}
