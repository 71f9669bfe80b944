package dev.sluice.runtime;

import dev.sluice.runtime.StartupCheck.Finding;
import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** A startup observer that rejects an unsafe configuration with one message that names all violations. */
@ApplicationScoped
class StartupChecks {

    private static final Logger LOG = Logger.getLogger(StartupChecks.class);

    private final List<StartupCheck> checks;

    StartupChecks(@All List<StartupCheck> checks) {
        this.checks = checks;
    }

    /** Runs all checks before the channels start, which observe the same event. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<Finding> findings = checks.stream()
                .flatMap(StartupCheck::findings)
                .distinct()
                .sorted(Comparator.comparing(Finding::text))
                .toList();
        rejectViolations(findings);
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            findings.forEach(finding -> LOG.warn(finding.text()));
        }
    }

    /** @throws ConfigurationException if there are violations; the message contains all of them */
    private static void rejectViolations(List<Finding> findings) {
        String violations = findings.stream()
                .filter(StartupCheck.Violation.class::isInstance)
                .map(finding -> "\n- " + finding.text())
                .collect(Collectors.joining());
        if (!violations.isEmpty()) {
            throw new ConfigurationException("Sluice does not start with this configuration:" + violations);
        }
    }
}
