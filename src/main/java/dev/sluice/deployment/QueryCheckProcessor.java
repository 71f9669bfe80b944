package dev.sluice.deployment;

import dev.sluice.http.QueryCheck;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.resteasy.reactive.server.spi.MethodScannerBuildItem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.MethodParameterInfo;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.model.FixedHandlerChainCustomizer;
import org.jboss.resteasy.reactive.server.model.HandlerChainCustomizer;
import org.jboss.resteasy.reactive.server.processor.scanning.MethodScanner;

/** Adds to each resource method a {@link QueryCheck} with the names and types of its {@code @RestQuery} parameters. */
class QueryCheckProcessor {

    @BuildStep
    MethodScannerBuildItem addQueryChecks() {
        return new MethodScannerBuildItem(new MethodScanner() {
            @Override
            public List<HandlerChainCustomizer> scan(
                    MethodInfo method, ClassInfo resource, Map<String, Object> context) {
                QueryCheck check = new QueryCheck();
                check.setTypes(parameterTypes(method));
                return List.of(
                        new FixedHandlerChainCustomizer(check, HandlerChainCustomizer.Phase.RESOLVE_METHOD_PARAMETERS));
            }
        });
    }

    private static Map<String, String> parameterTypes(MethodInfo method) {
        Map<String, String> types = new TreeMap<>();
        for (MethodParameterInfo parameter : method.parameters()) {
            AnnotationInstance query = parameter.annotation(RestQuery.class);
            if (query != null) {
                AnnotationValue name = query.value();
                types.put(
                        name == null ? parameter.name() : name.asString(),
                        parameter.type().name().toString());
            }
        }
        return types;
    }
}
