package dev.sluice.runtime;

import java.util.stream.Stream;

/** What a feature looks for in the configuration before Sluice starts; a bean. */
public interface StartupCheck {

    /** Tells what it finds. Called once, on the main thread, before anything connects. */
    Stream<Finding> findings();
}
