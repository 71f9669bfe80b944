package dev.sluice.http;

import dev.sluice.runtime.ActiveComponents;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;

/** Removes inactive {@link Endpoints} from the OpenAPI document. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class InactiveInOpenApi implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        ActiveComponents components =
                Arc.container().instance(ActiveComponents.class).get();
        Endpoints endpoints = Endpoints.of(components, ConfigProvider.getConfig());
        List.copyOf(document.getPaths().getPathItems().entrySet()).forEach(entry -> remove(endpoints, document, entry));
    }

    private static void remove(Endpoints endpoints, OpenAPI document, Map.Entry<String, PathItem> entry) {
        PathItem item = entry.getValue();
        List.copyOf(item.getOperations().keySet()).stream()
                .filter(method -> endpoints.isInactive(method.name(), entry.getKey()))
                .forEach(method -> item.setOperation(method, null));
        if (item.getOperations().isEmpty()) {
            document.getPaths().removePathItem(entry.getKey());
        }
    }
}
