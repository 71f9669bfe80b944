package dev.sluice.http;

import dev.sluice.runtime.Component;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component that a resource belongs to. In a process without it, the paths of the resource do not exist. Read at build time,
 * from resource classes. Resources without the annotation are served by every process that opens the HTTP port.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ServedBy {

    /** Returns the component. */
    Component value();
}
