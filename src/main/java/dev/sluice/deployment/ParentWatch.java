package dev.sluice.deployment;

import org.jboss.logging.Logger;

/**
 * Ends dev mode when the JVM that started it has ended, such as Maven's: if that one is killed, this one would run on without a
 * terminal, and keep its ports.
 */
final class ParentWatch {

    private static final Logger LOG = Logger.getLogger(ParentWatch.class);

    private ParentWatch() {}

    static void start() {
        ProcessHandle.current().parent().filter(ParentWatch::isJvm).ifPresent(ParentWatch::watch);
    }

    private static void watch(ProcessHandle parent) {
        var unused = parent.onExit().thenAccept(ParentWatch::exit);
    }

    /** A shell may end earlier than the programs that it starts in the background. */
    private static boolean isJvm(ProcessHandle process) {
        return process.info()
                .command()
                .filter(path -> path.matches(".*[/\\\\]java(\\.exe)?"))
                .isPresent();
    }

    private static void exit(ProcessHandle parent) {
        LOG.infof("Process %d, which started dev mode, has ended", parent.pid());
        System.exit(0);
    }
}
