package dev.sluice.http;

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
 * Checks the names in a request's query against the parameters of the resource method, after the caller was admitted and before
 * parameters are read. A misspelt filter, or one without a value, would match everything.
 *
 * <p>A method with text parameters reads them with {@link Parameters}, which reports these faults together with its own. For any
 * other method the request ends here. Set up for each method at build time: nothing is looked up by reflection.
 */
public final class QueryCheck implements ServerRestHandler {

    private static final String FAULTS = QueryCheck.class.getName();
    private static final Set<String> BOOLEANS = Set.of("true", "false");

    private Map<String, String> types = Map.of();

    public Map<String, String> getTypes() {
        return types;
    }

    /**
     * Sets the query parameters of the method.
     *
     * @param types the type of each, by name
     */
    public void setTypes(Map<String, String> types) {
        this.types = types;
    }

    /** Returns the faults that were found in a request's query. */
    static List<InvalidQuery.Fault> faults(RoutingContext request) {
        return Objects.requireNonNullElse(request.get(FAULTS), List.of());
    }

    @Override
    public void handle(ResteasyReactiveRequestContext context) {
        RoutingContext request = context.unwrap(RoutingContext.class);
        if (request.request().query() == null) {
            return;
        }
        MultiMap given = request.queryParams();
        List<InvalidQuery.Fault> faults = new ArrayList<>();
        for (String name : new TreeSet<>(given.names())) {
            String detail = fault(name, given.getAll(name));
            if (detail != null) {
                faults.add(new InvalidQuery.Fault(name, detail));
            }
        }
        if (types.containsValue(String.class.getName())) {
            request.put(FAULTS, faults);
        } else if (!faults.isEmpty()) {
            throw InvalidQuery.of(faults);
        }
    }

    private @Nullable String fault(String name, List<String> values) {
        String type = types.get(name);
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
