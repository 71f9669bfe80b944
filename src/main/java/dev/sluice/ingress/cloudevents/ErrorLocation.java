package dev.sluice.ingress.cloudevents;

import dev.sluice.cloudevents.AttributeFault;
import dev.sluice.cloudevents.HttpBinding;
import dev.sluice.http.HeaderError;
import dev.sluice.json.ValidationError;

/** The place of an event's attributes and data in a request, to which its errors point. */
enum ErrorLocation {
    /** Attributes and data are members of one JSON object. */
    STRUCTURED {
        @Override
        Object error(AttributeFault fault) {
            return fault.name().isEmpty()
                    ? new ValidationError("", fault.detail())
                    : ValidationError.ofMember("", fault.name(), fault.detail());
        }

        @Override
        String dataPointer(String member) {
            return "/" + member;
        }
    },
    /** Attributes are headers, the data is the body. */
    BINARY {
        @Override
        Object error(AttributeFault fault) {
            if (fault.name().equals(CloudEventMapping.DATA)) {
                return new ValidationError("", fault.detail());
            }
            String header = HttpBinding.header(fault.name().isEmpty() ? "*" : fault.name());
            return new HeaderError(header, fault.detail());
        }

        @Override
        String dataPointer(String member) {
            return "";
        }
    };

    /** Returns the error of an attribute or of the data: a {@link ValidationError} or a {@link HeaderError}. */
    abstract Object error(AttributeFault fault);

    /** Returns the JSON Pointer to the data. */
    abstract String dataPointer(String member);
}
