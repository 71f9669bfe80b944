package dev.sluice.runtime;

import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Ends a start with an unsafe configuration, with all that is to be set in one message. */
@ApplicationScoped
class StartupChecks {

    private static final Logger LOG = Logger.getLogger(StartupChecks.class);

    private final List<StartupCheck> precautions;

    StartupChecks(@All List<StartupCheck> precautions) {
        this.precautions = precautions;
    }

    /** Before the channels, which observe the start too. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        List<Finding> findings = precautions.stream()
                .flatMap(StartupCheck::findings)
                .distinct()
                .sorted((one, other) -> one.text().compareTo(other.text()))
                .toList();
        refuse(findings);
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            findings.forEach(finding -> LOG.warn(finding.text()));
        }
    }

    /** @throws ConfigurationException if one of them is unsafe, with all those that are */
    static void refuse(List<Finding> findings) {
        String unsafe = findings.stream()
                .filter(Finding.Unsafe.class::isInstance)
                .map(finding -> "\n- " + finding.text())
                .collect(Collectors.joining());
        if (!unsafe.isEmpty()) {
            throw new ConfigurationException("Sluice does not start with this configuration:" + unsafe);
        }
    }
}
