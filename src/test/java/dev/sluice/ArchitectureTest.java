package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.sluice.problem.Parameters;
import dev.sluice.problem.QueryCheck;
import dev.sluice.security.AllowedRoles;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestQuery;

/** The rules of ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule eventUsesNothingOfOurs = mayUse("event");

    @ArchTest
    static final ArchRule kafkaUsesProblemsAndSafety = mayUse("kafka", "problem", "safety");

    @ArchTest
    static final ArchRule problemUsesNothingOfOurs = mayUse("problem");

    @ArchTest
    static final ArchRule runtimeUsesNothingOfOurs = mayUse("runtime");

    @ArchTest
    static final ArchRule rolesUseNothingOfOurs = mayUse("role");

    @ArchTest
    static final ArchRule shutdownUsesNothingOfOurs = mayUse("shutdown");

    @ArchTest
    static final ArchRule safetyUsesNothingOfOurs = mayUse("safety");

    @ArchTest
    static final ArchRule tracesUseNothingOfOurs = mayUse("tracing");

    @ArchTest
    static final ArchRule initUsesNothingOfOurs = mayUse("init");

    @ArchTest
    static final ArchRule theDatabaseUsesInitAndRoles = mayUse("database", "init", "role", "runtime");

    @ArchTest
    static final ArchRule evolutionUsesNothingOfOurs = mayUse("evolution");

    @ArchTest
    static final ArchRule schemaUsesTheModel = mayUse("schema", "event", "init", "kafka", "runtime", "safety");

    @ArchTest
    static final ArchRule securityUsesTheModel = mayUse("security", "event", "role", "runtime", "safety");

    @ArchTest
    static final ArchRule ingressUsesModelSchemasDatabaseAndSecurity = mayUse(
            "ingress",
            "event",
            "schema",
            "kafka",
            "database",
            "security",
            "problem",
            "shutdown",
            "role",
            "runtime",
            "safety",
            "tracing");

    @ArchTest
    static final ArchRule idempotencyUsesModelAndDatabase =
            mayUse("ingress.idempotency", "event", "database", "role", "runtime", "safety");

    @ArchTest
    static final ArchRule processingUsesModelAndSchemas =
            mayUse("processing", "event", "schema", "kafka", "role", "runtime", "tracing");

    @ArchTest
    static final ArchRule deadLettersUseModelSchemasAndSecurity =
            mayUse("deadletter", "event", "schema", "kafka", "security", "problem", "shutdown", "tracing");

    @ArchTest
    static final ArchRule operationsUseTheModelKafkaAndSecurity =
            mayUse("operations", "event", "init", "kafka", "security", "problem", "role", "runtime");

    @ArchTest
    static final ArchRule theDomainUsesTheModel =
            mayUse("order", "event", "database", "kafka", "projection", "security", "problem");

    @ArchTest
    static final ArchRule theProjectionUsesModelSchemasAndDatabase =
            mayUse("projection", "event", "schema", "kafka", "database", "role", "runtime", "tracing");

    @ArchTest
    static final ArchRule deploymentUsesTheModel =
            mayUse("deployment", "event", "evolution", "init", "problem", "safety", "shutdown");

    @ArchTest
    static final ArchRule theModelKnowsNoFramework = noClasses()
            .that()
            .resideInAPackage("dev.sluice.event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule noResourceIsOpen =
            classes().that().areAnnotatedWith(Path.class).should().beAnnotatedWith(AllowedRoles.class);

    /** {@link QueryCheck} leaves it to these methods to report its faults. */
    @ArchTest
    static final ArchRule textParametersAreReadByParameters = methods()
            .that(describe("have text parameters", ArchitectureTest::hasTextParameter))
            .should(new ArchCondition<>("read them with Parameters") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean read = method.getConstructorCallsFromSelf().stream()
                            .anyMatch(call -> call.getTargetOwner().isAssignableTo(Parameters.class));
                    events.add(new SimpleConditionEvent(method, read, method.getFullName()));
                }
            });

    private static boolean hasTextParameter(JavaMethod method) {
        return method.getParameters().stream()
                .anyMatch(parameter -> parameter.isAnnotatedWith(RestQuery.class)
                        && parameter.getRawType().isEquivalentTo(String.class));
    }

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = fields().should().notBeAnnotatedWith(Inject.class);

    private static ArchRule mayUse(String feature, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "dev.sluice." + feature + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "dev.sluice." + others[i] + "..";
        }
        return classes()
                .that(resideInAPackage("dev.sluice." + feature + ".."))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.sluice..").or(resideInAnyPackage(allowed)));
    }
}
