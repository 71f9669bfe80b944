package dev.sluice.example.orders.manifests;

import java.util.List;
import java.util.function.BiFunction;

/** Compares manifests with the application: runs all checks. */
final class ManifestCheck {

    private static final List<BiFunction<Manifests, Application, List<String>>> CHECKS =
            List.of(PodCheck::run, ClusterCheck::run, AclCheck::run, NetworkCheck::run, ScalingCheck::run);

    private ManifestCheck() {}

    /** Returns a message for each mismatch. */
    static List<String> run(Manifests manifests) {
        Application application = new Application(manifests.configuration());
        return CHECKS.stream()
                .flatMap(check -> check.apply(manifests, application).stream())
                .toList();
    }
}
