package dev.sluice.example.orders.manifests;

import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUserScramSha512ClientAuthentication;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that each Kafka user has exactly the ACLs that its component needs. */
final class AclCheck {

    private final Application application;
    private final Set<String> acls = new TreeSet<>();

    private AclCheck(Application application) {
        this.application = application;
    }

    static List<String> run(Manifests manifests, Application application) {
        Mismatches mismatches = new Mismatches();
        Map<String, Set<String>> required = Map.of(
                "sluice-ingress", new AclCheck(application).ingress(),
                "sluice-processing", new AclCheck(application).processing(),
                "sluice-projection", new AclCheck(application).projection(),
                "sluice-init", new AclCheck(application).verifyTopics().acls,
                "sluice-admin", new AclCheck(application).admin(),
                "sluice-keda", new AclCheck(application).autoscaling());
        for (KafkaUser user : manifests.all(KafkaUser.class)) {
            String name = user.getMetadata().getName();
            Set<String> granted = new TreeSet<>();
            ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization())
                    .getAcls()
                    .forEach(rule -> Acl.describe(rule).forEach(granted::add));
            Set<String> missing = new TreeSet<>(required.getOrDefault(name, Set.of()));
            missing.removeAll(granted);
            missing.forEach(acl -> mismatches.add(name, "missing ACL: " + acl));
            granted.removeAll(required.getOrDefault(name, Set.of()));
            granted.forEach(acl -> mismatches.add(name, "unnecessary ACL: " + acl));
            mismatches.expect(
                    user.getSpec().getAuthentication() instanceof KafkaUserScramSha512ClientAuthentication,
                    name,
                    "authentication is not SCRAM-SHA-512");
        }
        mismatches.expectEqual(
                "users",
                "set of names",
                new TreeSet<>(required.keySet()),
                new TreeSet<>(manifests.all(KafkaUser.class).stream()
                        .map(user -> user.getMetadata().getName())
                        .toList()));
        return mismatches.messages();
    }

    /** Publishes events. Queries, in the same process, need no right of their own. */
    private Set<String> ingress() {
        measureLag().verifyTopics();
        topics("write", application.publishableTopics());
        acls.add("write transactionalid " + application.transactionalId("ingress.atomic"));
        return withoutImplied();
    }

    /** Manages dead letters and resets consumer groups. */
    private Set<String> admin() {
        Set<String> deadLetterTopics = application.deadLetterTopics();
        measureLag().verifyTopics();
        topics("write", Application.originalTopics(deadLetterTopics));
        topics("read", deadLetterTopics);
        topics("delete", deadLetterTopics);
        topics("read", Set.of(application.resolutionsTopic()));
        topics("write", Set.of(application.resolutionsTopic()));
        groups("read", application.topicsByGroup().keySet());
        acls.add("write transactionalid " + application.transactionalId("dead-letters"));
        return withoutImplied();
    }

    private Set<String> processing() {
        measureLag().verifyTopics();
        Set<String> read = application.topicsByGroup().get(application.processingGroup());
        topics("read", read);
        topics("write", application.resultTopics());
        topics("write", Application.deadLetterTopics(read));
        topics("read", Set.of(application.partitionsTopic()));
        topics("write", Set.of(application.partitionsTopic()));
        groups("read", Set.of(application.processingGroup()));
        acls.add("write transactionalid " + application.transactionalId("processing"));
        return withoutImplied();
    }

    private Set<String> projection() {
        measureLag().verifyTopics();
        Set<String> read = application.topicsByGroup().get(application.projectionGroup());
        topics("read", read);
        topics("write", Application.deadLetterTopics(read));
        groups("read", Set.of(application.projectionGroup()));
        return withoutImplied();
    }

    /** Compares topics with their declarations. */
    private AclCheck verifyTopics() {
        topics("describe", application.topics().keySet());
        topics("describeconfigs", application.topics().keySet());
        return this;
    }

    /** Measures the lag of all groups, as each instance does. The time lag needs each partition's next record. */
    private AclCheck measureLag() {
        application.topicsByGroup().forEach((group, read) -> {
            groups("describe", Set.of(group));
            topics("read", read);
        });
        return this;
    }

    private Set<String> autoscaling() {
        application.topicsByGroup().forEach((group, read) -> {
            groups("describe", Set.of(group));
            topics("describe", read);
        });
        return acls;
    }

    private void topics(String operation, Collection<String> names) {
        names.forEach(name -> acls.add(operation + " topic " + name));
    }

    private void groups(String operation, Collection<String> names) {
        names.forEach(name -> acls.add(operation + " group " + name));
    }

    /** Removes describe ACLs of resources with an ACL that implies describe: read, write or delete. */
    private Set<String> withoutImplied() {
        for (String acl : new HashSet<>(acls)) {
            String[] words = acl.split(" ", 2);
            if (Set.of("read", "write", "delete").contains(words[0])) {
                acls.remove("describe " + words[1]);
            }
        }
        return acls;
    }
}
