package dev.sluice.cloudevents;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the attributes of one event and all its faults, up to limits that bound them for any input. For one event. */
final class AttributeCollector {

    private static final List<String> REQUIRED =
            List.of(CloudEvent.SPEC_VERSION_NAME, CloudEvent.ID, CloudEvent.SOURCE, CloudEvent.TYPE);
    private static final Set<String> OPTIONAL =
            Set.of(CloudEvent.SUBJECT, CloudEvent.TIME, CloudEvent.DATA_CONTENT_TYPE, CloudEvent.DATA_SCHEMA);

    /** Maximum number of reported faults. */
    static final int MAX_FAULTS = 100;

    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<AttributeFault> faults = new ArrayList<>(0);
    private int extensions;

    /** Returns whether a name is not one of the specification's own attributes. */
    static boolean isExtension(String name) {
        return !REQUIRED.contains(name) && !OPTIONAL.contains(name);
    }

    /**
     * Begins an attribute, which is not set unless {@link #set} follows.
     *
     * @return whether the attribute's value counts; if not, a fault was added
     */
    boolean begin(String name) {
        if (!AttributeRules.isName(name)) {
            if (name.length() > AttributeRules.MAX_NAME) {
                fault("", "has an attribute whose name is longer than " + AttributeRules.MAX_NAME + " characters");
            } else {
                fault(name, "is not a valid attribute name, which consists of lower-case letters and digits");
            }
            return false;
        }
        if (!names.add(name)) {
            fault(name, "is given more than once");
            values.remove(name);
            return false;
        }
        if (isExtension(name) && ++extensions > AttributeRules.MAX_EXTENSIONS) {
            if (extensions == AttributeRules.MAX_EXTENSIONS + 1) {
                fault("", "has more than " + AttributeRules.MAX_EXTENSIONS + " extension attributes");
            }
            names.remove(name);
            return false;
        }
        return true;
    }

    /** Sets the value of an attribute that has been begun. */
    void set(String name, String value) {
        String fault = AttributeRules.fault(name, value);
        if (fault == null) {
            values.put(name, value);
        } else {
            fault(name, fault);
        }
    }

    void fault(String name, String detail) {
        AttributeFault fault = new AttributeFault(name, detail);
        if (faults.size() < MAX_FAULTS && !faults.contains(fault)) {
            faults.add(fault);
        }
    }

    ParsedEvent toEvent(EventData data) {
        for (String name : REQUIRED) {
            if (!values.containsKey(name)
                    && faults.stream().noneMatch(fault -> fault.name().equals(name))) {
                fault(name, "is required");
            }
        }
        return faults.isEmpty()
                ? new ParsedEvent.Valid(valid(), data)
                : new ParsedEvent.Invalid(List.copyOf(faults), Collections.unmodifiableMap(values), data);
    }

    private CloudEvent valid() {
        Map<String, String> others = new LinkedHashMap<>(values);
        others.remove(CloudEvent.SPEC_VERSION_NAME);
        return new CloudEvent(
                take(others, CloudEvent.ID),
                take(others, CloudEvent.SOURCE),
                take(others, CloudEvent.TYPE),
                others.remove(CloudEvent.SUBJECT),
                others.remove(CloudEvent.TIME),
                others.remove(CloudEvent.DATA_CONTENT_TYPE),
                others.remove(CloudEvent.DATA_SCHEMA),
                others);
    }

    private static String take(Map<String, String> attributes, String name) {
        String value = attributes.remove(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing, and no fault says so");
        }
        return value;
    }
}
