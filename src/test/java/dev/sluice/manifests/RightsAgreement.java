package dev.sluice.manifests;

import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUserScramSha512ClientAuthentication;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether each user of Kafka may do what its role does, and nothing else. */
final class RightsAgreement {

    private final Application application;
    private final Set<String> rights = new TreeSet<>();

    private RightsAgreement(Application application) {
        this.application = application;
    }

    static List<String> faults(Manifests manifests, Application application) {
        Faults faults = new Faults();
        Map<String, Set<String>> needed = Map.of(
                "sluice-ingress", new RightsAgreement(application).ingress(),
                "sluice-processing", new RightsAgreement(application).processing(),
                "sluice-projection", new RightsAgreement(application).projection(),
                "sluice-init", new RightsAgreement(application).compare().rights,
                "sluice-keda", new RightsAgreement(application).scaling());
        for (KafkaUser user : manifests.all(KafkaUser.class)) {
            String name = user.getMetadata().getName();
            Set<String> given = new TreeSet<>();
            ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization())
                    .getAcls()
                    .forEach(rule -> Right.all(rule).forEach(given::add));
            Set<String> missing = new TreeSet<>(needed.getOrDefault(name, Set.of()));
            missing.removeAll(given);
            missing.forEach(right -> faults.add(name, "it may not " + right));
            given.removeAll(needed.getOrDefault(name, Set.of()));
            given.forEach(right -> faults.add(name, "it needs not " + right));
            faults.holds(
                    user.getSpec().getAuthentication() instanceof KafkaUserScramSha512ClientAuthentication,
                    name,
                    "it has no password");
        }
        faults.same(
                "users",
                "the set",
                new TreeSet<>(needed.keySet()),
                new TreeSet<>(manifests.all(KafkaUser.class).stream()
                        .map(user -> user.getMetadata().getName())
                        .toList()));
        return faults.all();
    }

    /** Publishes, lists, redrives and purges dead letters, and sets back groups. */
    private Set<String> ingress() {
        Set<String> letters = application.deadLetterTopics();
        measureLag().compare();
        topics("write", application.topicsOfClients());
        topics("write", Application.originalsOf(letters));
        topics("read", letters);
        topics("delete", letters);
        topics("read", Set.of(application.marksTopic()));
        topics("write", Set.of(application.marksTopic()));
        groups("read", application.topicsOfGroups().keySet());
        rights.add("write transactionalid " + application.transactionalId("ingress.atomic"));
        rights.add("write transactionalid " + application.transactionalId("dead-letters"));
        return withoutImplied();
    }

    private Set<String> processing() {
        measureLag().compare();
        Set<String> read = application.topicsOfGroups().get(application.processingGroup());
        topics("read", read);
        topics("write", application.topicsThatFollow());
        topics("write", Application.deadLettersOf(read));
        groups("read", Set.of(application.processingGroup(), application.orderStatusGroup()));
        rights.add("write transactionalid " + application.transactionalId("processing"));
        return withoutImplied();
    }

    private Set<String> projection() {
        measureLag().compare();
        Set<String> read = application.topicsOfGroups().get(application.projectionGroup());
        topics("read", read);
        topics("write", Application.deadLettersOf(read));
        groups("read", Set.of(application.projectionGroup()));
        return withoutImplied();
    }

    /** The topics with what is declared. */
    private RightsAgreement compare() {
        topics("describe", application.topics().keySet());
        topics("describeconfigs", application.topics().keySet());
        return this;
    }

    /** Every instance does, of all groups, for which it reads the oldest record. */
    private RightsAgreement measureLag() {
        application.topicsOfGroups().forEach((group, read) -> {
            groups("describe", Set.of(group));
            topics("read", read);
        });
        return this;
    }

    private Set<String> scaling() {
        application.topicsOfGroups().forEach((group, read) -> {
            groups("describe", Set.of(group));
            topics("describe", read);
        });
        return rights;
    }

    private void topics(String operation, Collection<String> names) {
        names.forEach(name -> rights.add(operation + " topic " + name));
    }

    private void groups(String operation, Collection<String> names) {
        names.forEach(name -> rights.add(operation + " group " + name));
    }

    /** Who may read, write or delete may describe. */
    private Set<String> withoutImplied() {
        for (String right : new HashSet<>(rights)) {
            String[] words = right.split(" ", 2);
            if (Set.of("read", "write", "delete").contains(words[0])) {
                rights.remove("describe " + words[1]);
            }
        }
        return rights;
    }
}
