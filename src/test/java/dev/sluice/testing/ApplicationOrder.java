package dev.sluice.testing;

import static java.util.stream.Collectors.joining;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.TestProfile;
import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Sorts tests of the package by the application that they share, since each change of it starts the application and its servers
 * again. Quarkus's own order does that for {@code @QuarkusTest} only (3.33.2), and uses this one within it.
 */
public final class ApplicationOrder implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(ApplicationOrder::application)
                        .thenComparing(test -> test.getTestClass().getName()));
    }

    private static String application(ClassDescriptor test) {
        String profile = test.findAnnotation(TestProfile.class)
                .map(annotation -> annotation.value().getName())
                .orElse("");
        String resources = test.findRepeatableAnnotations(WithTestResource.class).stream()
                .map(annotation -> annotation.value().getName())
                .sorted()
                .collect(joining(","));
        return profile + " " + resources;
    }
}
