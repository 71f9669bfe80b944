package dev.sluice.http;

import dev.sluice.http.Parameters.ParameterError;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jspecify.annotations.Nullable;

/**
 * A check of the names in a request's query against the parameters of the resource method, after authorization and
 * before parameters are parsed. Without it, a misspelt or empty filter would match everything.
 *
 * <p>Methods with text parameters parse them with {@link Parameters}, which reports these errors together with its own.
 * Requests to other methods are rejected here. Configured for each method at build time, without reflection at run
 * time.
 */
public final class QueryCheck implements ServerRestHandler {

    private static final String ERRORS = QueryCheck.class.getName();
    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private Map<String, String> types = Map.of();

    /** Returns the types of the query parameters by name. */
    public Map<String, String> getTypes() {
        return types;
    }

    /**
     * Sets the query parameters of the method.
     *
     * @param types the class names of their types by parameter name
     */
    public void setTypes(Map<String, String> types) {
        this.types = types;
    }

    /** Returns the errors in a request's query. */
    static List<ParameterError> errors(RoutingContext request) {
        return Objects.requireNonNullElse(request.get(ERRORS), List.of());
    }

    @Override
    public void handle(ResteasyReactiveRequestContext context) {
        RoutingContext request = context.unwrap(RoutingContext.class);
        if (request.request().query() == null) {
            return;
        }
        List<ParameterError> errors = errors(request, types);
        if (types.containsValue(String.class.getName())) {
            request.put(ERRORS, errors);
        } else if (!errors.isEmpty()) {
            throw Parameters.invalid(errors);
        }
    }

    /**
     * Returns the errors in the query of a request.
     *
     * @param types the class names of the parameters' types by name
     */
    static List<ParameterError> errors(RoutingContext request, Map<String, String> types) {
        MultiMap query = request.queryParams();
        List<ParameterError> errors = new ArrayList<>();
        for (String name : new TreeSet<>(query.names())) {
            String detail = error(types.get(name), query.getAll(name));
            if (detail != null) {
                errors.add(new ParameterError(name, detail));
            }
        }
        return errors;
    }

    private static @Nullable String error(@Nullable String type, List<String> values) {
        if (type == null) {
            return "is not a parameter of this request";
        }
        if (values.size() > 1) {
            return "is given more than once";
        }
        if (values.get(0).isEmpty()) {
            return "is empty";
        }
        return type.equals("boolean") && !BOOLEANS.contains(values.get(0)) ? "must be true or false" : null;
    }
}
