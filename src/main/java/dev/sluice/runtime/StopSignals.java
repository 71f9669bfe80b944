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
 * Has a signal to stop end the process with the code of its work: 0 if all that was begun is finished, and else what was
 * given to {@link Quarkus#asyncExit(int)} first. A virtual machine's own answer is 143 or 130, whatever became of the work,
 * and Quarkus 3.33.2 leaves it at that: it stops in a shutdown hook, where no exit code counts any more. Look again after
 * Quarkus 3.33.
 */
@ApplicationScoped
public class StopSignals {

    /**
     * By their names, since javac warns of each use (17 and 25, with {@code --release}) and neither
     * {@code @SuppressWarnings("sunapi")} nor {@code -XDenableSunApiLintControl} keeps it from that.
     */
    public static final String SIGNAL = "sun.misc.Signal";

    public static final String HANDLER = "sun.misc.SignalHandler";

    private static final Logger LOG = Logger.getLogger(StopSignals.class);

    StopSignals() {}

    /** Not in dev mode, which is stopped by its terminal, and not in a test's JVM. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            handle("TERM");
            handle("INT");
        }
    }

    private static void handle(String name) {
        // A second one finds that the end is under way.
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
            // The virtual machine keeps it to itself, with -Xrs for one.
            LOG.warnf("SIG%s ends the process with a code that says nothing: %s", name, e);
        }
    }
}
