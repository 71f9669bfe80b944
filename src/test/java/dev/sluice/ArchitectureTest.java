package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.sluice.http.Parameters;
import dev.sluice.http.QueryCheck;
import dev.sluice.http.ServedBy;
import dev.sluice.security.AllowedRoles;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestQuery;

/** The rules in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final int MAX_PACKAGE = 30;
    private static final int MAX_PARAMETERS = 8;
    /** The packages that Avro generates. */
    private static final String GENERATED = "dev.sluice.example..event..";

    /** The packages that each package may use in addition to its own subpackages, from the bottom layer to the top. */
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("runtime", Set.of()),
            Map.entry("tracing", Set.of()),
            Map.entry("compatibility", Set.of()),
            Map.entry("event", Set.of("compatibility")),
            Map.entry("database", Set.of("runtime")),
            Map.entry("http", Set.of("runtime")),
            Map.entry("kafka", Set.of("http", "runtime")),
            Map.entry("security", Set.of("event", "http", "runtime")),
            Map.entry("registry", Set.of("compatibility", "event", "kafka", "runtime")),
            Map.entry("serde", Set.of("event", "kafka", "registry", "runtime")),
            Map.entry("json", Set.of("event", "serde")),
            Map.entry("cloudevents", Set.of("json")),
            Map.entry("declaration", Set.of("event", "json", "registry", "runtime")),
            Map.entry(
                    "processing",
                    Set.of("cloudevents", "event", "json", "kafka", "registry", "runtime", "serde", "tracing")),
            Map.entry(
                    "projection",
                    Set.of("database", "event", "json", "kafka", "registry", "runtime", "serde", "tracing")),
            Map.entry(
                    "ingress",
                    Set.of(
                            "cloudevents",
                            "database",
                            "event",
                            "http",
                            "json",
                            "kafka",
                            "registry",
                            "runtime",
                            "security",
                            "serde",
                            "tracing")),
            Map.entry(
                    "deadletter",
                    Set.of("event", "http", "json", "kafka", "registry", "runtime", "security", "serde", "tracing")),
            Map.entry("admin", Set.of("event", "http", "kafka", "runtime", "security")),
            Map.entry("example", Set.of("database", "event", "http", "kafka", "projection", "runtime", "security")),
            Map.entry(
                    "deployment",
                    Set.of("compatibility", "declaration", "event", "http", "ingress", "json", "runtime", "serde")));

    @ArchTest
    static void packagesUseOnlyAllowedPackages(JavaClasses classes) {
        ALLOWED.forEach((feature, dependencies) -> mayUse(feature, dependencies).check(classes));
    }

    @ArchTest
    static final ArchRule everyClassIsInAKnownPackage = classes()
            .should()
            .resideInAnyPackage(
                    ALLOWED.keySet().stream().map(ArchitectureTest::packages).toArray(String[]::new))
            .because("each package has a row in ALLOWED and in ARCHITECTURE.md: add one for a new package");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.sluice.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(resideInAnyPackage("dev.sluice.deployment.."), alwaysTrue());

    @ArchTest
    static void packagesAreSmall(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .filter(type -> !resideInAPackage(GENERATED).test(type))
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MAX_PACKAGE));
    }

    @ArchTest
    static final ArchRule constructorsAreReadable = constructors()
            .that(describe(
                    "belong to classes other than records and enums",
                    constructor -> !constructor.getOwner().isRecord()
                            && !constructor.getOwner().isEnum()))
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackages(GENERATED)
            .should(new ArchCondition<>("have at most " + MAX_PARAMETERS + " parameters") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                    int count = constructor.getRawParameterTypes().size();
                    events.add(new SimpleConditionEvent(
                            constructor, count <= MAX_PARAMETERS, constructor.getFullName() + " has " + count));
                }
            });

    @ArchTest
    static final ArchRule eventPackageUsesNoFramework = noClasses()
            .that()
            .resideInAPackage("dev.sluice.event..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule resourcesRequireRolesAndBelongToAComponent = classes()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .beAnnotatedWith(AllowedRoles.class)
            .andShould()
            .beAnnotatedWith(ServedBy.class);

    /** {@link QueryCheck} relies on these methods to report its errors. */
    @ArchTest
    static final ArchRule textParametersAreParsedByParameters = methods()
            .that(describe("have text parameters", ArchitectureTest::hasTextParameter))
            .should(new ArchCondition<>("parse them with Parameters") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean parsed = method.getConstructorCallsFromSelf().stream()
                            .anyMatch(call -> call.getTargetOwner().isAssignableTo(Parameters.class));
                    events.add(new SimpleConditionEvent(method, parsed, method.getFullName()));
                }
            });

    private static boolean hasTextParameter(JavaMethod method) {
        return method.getParameters().stream()
                .anyMatch(parameter -> parameter.isAnnotatedWith(RestQuery.class)
                        && parameter.getRawType().isEquivalentTo(String.class));
    }

    @ArchTest
    static final ArchRule fieldsAreNotInjected = fields().should().notBeAnnotatedWith(Inject.class);

    private static ArchRule mayUse(String feature, Set<String> dependencies) {
        String[] allowed = Stream.concat(Stream.of(feature), dependencies.stream())
                .map(ArchitectureTest::packages)
                .toArray(String[]::new);
        return classes()
                .that(resideInAPackage(packages(feature)))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("dev.sluice..").or(resideInAnyPackage(allowed)))
                // The example can be removed.
                .allowEmptyShould(feature.equals("example"));
    }

    private static String packages(String feature) {
        return "dev.sluice." + feature + "..";
    }
}
