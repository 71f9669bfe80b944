package dev.sluice.runtime;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/**
 * Handlers of SIGTERM and SIGINT that make the exit code reflect unfinished work: 0 if all work was finished, otherwise
 * the code of the first call of {@link Quarkus#asyncExit(int)}. By default a JVM exits with 143 or 130 in both cases.
 * Quarkus 3.33.2 stops in a shutdown hook, which cannot change the exit code. Look again after Quarkus 3.33.
 */
@ApplicationScoped
public class StopSignals {

    /**
     * The class of signals. Both classes are looked up by name because javac 17 and 25 with {@code --release} warn
     * about each use, even with {@code @SuppressWarnings("sunapi")} or {@code -XDenableSunApiLintControl}.
     */
    public static final String SIGNAL = "sun.misc.Signal";

    /** The interface of signal handlers. */
    public static final String HANDLER = "sun.misc.SignalHandler";

    private static final Logger LOG = Logger.getLogger(StopSignals.class);

    StopSignals() {}

    /** Installs the handlers, except in dev mode, which its terminal stops, and in tests. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            install("TERM");
            install("INT");
        }
    }

    private static void install(String name) {
        // A second signal has no effect: the shutdown has already begun.
        InvocationHandler stop = (proxy, method, arguments) -> {
            if ("handle".equals(method.getName())) {
                Quarkus.asyncExit();
            }
            return null;
        };
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(HANDLER);
            Object proxy = Proxy.newProxyInstance(StopSignals.class.getClassLoader(), new Class<?>[] {handler}, stop);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            // The JVM reserves the signal, for example with -Xrs.
            LOG.warnf(
                    "Signal handler for SIG%s not installed, the exit code will not report unfinished work: %s",
                    name, e);
        }
    }
}
