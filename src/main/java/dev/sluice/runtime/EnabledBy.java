package dev.sluice.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The configuration property that enables a package with all its subpackages. Without it, their event types, channel methods and
 * endpoints do not exist in a process, although they are compiled in. Read at build time, from {@code package-info.java}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.PACKAGE)
public @interface EnabledBy {

    /** Returns the key of a boolean property; unset is false. */
    String value();
}
