package dev.sluice.manifests;

import java.util.List;
import java.util.function.BiFunction;

/** All that manifests have to agree with the application in. */
final class Agreement {

    private static final List<BiFunction<Manifests, Application, List<String>>> PARTS = List.of(
            PodAgreement::faults,
            ClusterAgreement::faults,
            RightsAgreement::faults,
            NetworkAgreement::faults,
            ScalingAgreement::faults);

    private Agreement() {}

    /** What does not agree. */
    static List<String> faults(Manifests manifests) {
        Application application = new Application(manifests.configuration());
        return PARTS.stream()
                .flatMap(part -> part.apply(manifests, application).stream())
                .toList();
    }
}
